import { z } from 'zod';

/** @public */
export const postmortemStatusSchema = z.enum([
  'draft',
  'in_review',
  'approved',
  'published',
  'archived',
]);
/** @public */
export type PostmortemStatus = z.infer<typeof postmortemStatusSchema>;
