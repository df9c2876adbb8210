import { z } from 'zod';
import { severitySchema } from '../severities';

/** @public */
export const templateSectionSchema = z.object({
  key: z.string(),
  title: z.string(),
  help: z.string(),
  required: z.boolean(),
});
/** @public */
export type TemplateSection = z.infer<typeof templateSectionSchema>;

/** @public */
export const templateSchema = z.object({
  key: z.string(),
  title: z.string(),
  description: z.string(),
  sections: z.array(templateSectionSchema).min(1),
});
/** @public */
export type PostmortemTemplate = z.infer<typeof templateSchema>;

/** What a screen needs to know of the configuration: `GET /settings`. @public */
export const settingsSchema = z.object({
  severities: z.array(severitySchema),
  templates: z.array(templateSchema),
  /** Roles that a filing person is offered, such as `incident-commander`. */
  incidentRoles: z.array(z.object({ key: z.string(), title: z.string() })),
  limits: z.object({
    sectionBytes: z.number().int(),
    imageBytes: z.number().int(),
  }),
});
/** @public */
export type PostmortemsSettings = z.infer<typeof settingsSchema>;
