import { z } from 'zod';
import {
  incidentInputSchema,
  incidentSchema,
  visibilitySchema,
} from '../incidents/incident';
import { pageQuerySchema, repeatable } from '../paging';
import { reviewerSchema } from '../policy';
import { entityRefSchema, ownerRefSchema } from '../refs';
import { postmortemStatusSchema } from './status';

/** Longest text of a section, in bytes of UTF-8. @public */
export const MAX_SECTION_BYTES = 1024 * 1024;

/** @public */
export const sectionKeySchema = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    message: 'must be lower-case words joined by hyphens',
  });

/** @public */
export const sectionSchema = z.object({
  key: z.string(),
  title: z.string(),
  /** What belongs here, shown to the person who writes. */
  help: z.string(),
  required: z.boolean(),
  markdown: z.string(),
  etag: z.string(),
  updatedAt: z.string(),
  /** Absent while nobody has written anything. */
  updatedBy: z.string().optional(),
});
/** @public */
export type Section = z.infer<typeof sectionSchema>;

const postmortemShape = {
  id: z.string(),
  /** The name people use, such as `PM-12`. */
  reference: z.string(),
  /** The main incident. */
  incidentId: z.string(),
  /** Further incidents that the document covers. */
  alsoCovers: z.array(z.string()),
  status: postmortemStatusSchema,
  /** The person or team that sees it through. */
  owner: z.string().optional(),
  template: z.string(),
  reviewers: z.array(reviewerSchema),
  /** How many distinct approvals are needed. */
  approvals: z.number().int(),
  visibility: visibilitySchema,
  dueAt: z.string().optional(),
  /** The first publication. */
  publishedAt: z.string().optional(),
  revision: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  createdBy: z.string(),
  etag: z.string(),
};

/** A postmortem as a list shows it. @public */
export const postmortemSummarySchema = z.object({
  ...postmortemShape,
  /** Title of the main incident. */
  title: z.string(),
  severity: z.string().optional(),
});
/** @public */
export type PostmortemSummary = z.infer<typeof postmortemSummarySchema>;

/** A postmortem with its text and its main incident. @public */
export const postmortemSchema = z.object({
  ...postmortemShape,
  sections: z.array(sectionSchema),
  incident: incidentSchema,
});
/** @public */
export type Postmortem = z.infer<typeof postmortemSchema>;

const filing = {
  template: z.string().max(60).optional(),
  owner: ownerRefSchema.optional(),
  /** Reviewers beyond those that the policy requires. */
  additionalReviewers: z.array(ownerRefSchema).max(50).optional(),
};

/**
 * Files a postmortem for an incident that exists, or records both at once.
 *
 * @public
 */
export const postmortemInputSchema = z
  .strictObject({
    incidentId: z.string().min(1).max(64).optional(),
    incident: incidentInputSchema.optional(),
    ...filing,
  })
  .refine(
    input =>
      (input.incidentId === undefined) !== (input.incident === undefined),
    {
      path: ['incidentId'],
      message: 'give either incidentId or incident',
    },
  );
/** @public */
export type PostmortemInput = z.input<typeof postmortemInputSchema>;
/** @public */
export type ParsedPostmortemInput = z.output<typeof postmortemInputSchema>;

/** A change to a postmortem's head; what is absent stays. @public */
export const postmortemPatchSchema = z.strictObject({
  owner: ownerRefSchema.nullable().optional(),
  additionalReviewers: z.array(ownerRefSchema).max(50).optional(),
});
/** @public */
export type PostmortemPatch = z.input<typeof postmortemPatchSchema>;
/** @public */
export type ParsedPostmortemPatch = z.output<typeof postmortemPatchSchema>;

/** The new text of a section. The size limit is checked apart, for it answers 413. @public */
export const sectionInputSchema = z.strictObject({ markdown: z.string() });
/** @public */
export type SectionInput = z.infer<typeof sectionInputSchema>;

/** @public */
export const postmortemOrderSchema = z.enum([
  '-createdAt',
  'createdAt',
  'dueAt',
]);

/** The filters of `GET /postmortems` as they stand in an address. @public */
export const postmortemQuerySchema = z.strictObject({
  ...pageQuerySchema.shape,
  incidentId: z.string().max(64).optional(),
  status: repeatable(postmortemStatusSchema).optional(),
  ownerRef: repeatable(ownerRefSchema).optional(),
  entityRef: repeatable(entityRefSchema).optional(),
  relation: z.enum(['self', 'parts']).optional(),
  text: z.string().trim().max(200).optional(),
  order: postmortemOrderSchema.optional(),
});
/** @public */
export type PostmortemQuery = z.output<typeof postmortemQuerySchema>;
