import {
  incidentInputSchema,
  isoTimeSchema,
  ownerRefSchema,
  sectionKeySchema,
  sourceSchema,
  userRefSchema,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';

const keySchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    message: 'must be lower-case words joined by hyphens',
  });

const authorship = { createdBy: userRefSchema, createdAt: isoTimeSchema };

/** An incident of `incidents.yaml`. It names others by their keys. */
export const incidentEntrySchema = incidentInputSchema.extend({
  key: keySchema,
  duplicateOf: keySchema.optional(),
  followsFrom: keySchema.optional(),
  source: sourceSchema.optional(),
  ...authorship,
});
export type IncidentEntry = z.output<typeof incidentEntrySchema>;

/** The head of a file in `postmortems/`. */
export const postmortemHeadSchema = z
  .strictObject({
    incident: keySchema,
    alsoCovers: z.array(keySchema).optional(),
    template: z.string().min(1),
    owner: ownerRefSchema.optional(),
    status: z.enum(['draft', 'published']),
    publishedAt: isoTimeSchema.optional(),
    ...authorship,
  })
  .refine(
    head => (head.status === 'published') === (head.publishedAt !== undefined),
    {
      path: ['publishedAt'],
      message: 'is there for published ones, and only for them',
    },
  );

export type PostmortemEntry = z.output<typeof postmortemHeadSchema> & {
  /** Markdown by section key. */
  sections: Record<string, string>;
};

export { sectionKeySchema };

/** What the example organisation has been through. */
export interface History {
  incidents: IncidentEntry[];
  postmortems: PostmortemEntry[];
}
