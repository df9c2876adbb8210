import { z } from 'zod';
import { incidentFlagSchema } from '../incidents/incident';
import { entityRefSchema } from '../refs';

/** How many records one request may carry. @public */
export const MAX_IMPORT_RECORDS = 1_000;

/** @public */
export const importFormatSchema = z.enum(['cstate', 'statuspage']);
/** @public */
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** A file, with the name by which it is known again. @public */
export const importFileSchema = z.strictObject({
  path: z.string().min(1).max(500),
  content: z.string(),
});

/** @public */
export const importInputSchema = z.strictObject({
  format: importFormatSchema,
  /** cState: one record or several files. Statuspage: the text of `incidents.json`. */
  content: z.union([
    z.string(),
    z.array(importFileSchema).min(1).max(MAX_IMPORT_RECORDS),
  ]),
  options: z
    .strictObject({
      /** Names the page that the records come from; part of each record's identity. */
      page: z.string().trim().min(1).max(200).optional(),
      /** Address of the page, for links back to each record. */
      pageUrl: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional(),
      /** Entities by the component names that the page uses. */
      components: z.record(z.string(), entityRefSchema).optional(),
      /** Severities by the names that the page uses, before the configured aliases. */
      severities: z.record(z.string(), z.string()).optional(),
      /** Let the policy decide on these incidents; otherwise imports never require a postmortem. */
      applyPolicy: z.boolean().optional(),
    })
    .default({}),
  /** Says what would happen and stores nothing. */
  dryRun: z.boolean().default(false),
});
/** @public */
export type ImportInput = z.input<typeof importInputSchema>;
/** @public */
export type ParsedImportInput = z.output<typeof importInputSchema>;

/** @public */
export const importRecordReportSchema = z.object({
  /** The file's path or the record's own id. */
  record: z.string(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'failed']),
  title: z.string().optional(),
  incident: z.object({ id: z.string(), reference: z.string() }).optional(),
  /** The components that the record names, and the entities that they became. */
  components: z.array(
    z.object({ name: z.string(), entityRef: z.string().optional() }),
  ),
  flags: z.array(incidentFlagSchema),
  /** Why the record was refused. */
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
});
/** @public */
export type ImportRecordReport = z.infer<typeof importRecordReportSchema>;

/** @public */
export const importReportSchema = z.object({
  dryRun: z.boolean(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  /** Component names that no entity answers to, with the number of records that name them. */
  unmatchedComponents: z.array(
    z.object({ name: z.string(), records: z.number().int() }),
  ),
  records: z.array(importRecordReportSchema),
});
/** @public */
export type ImportReport = z.infer<typeof importReportSchema>;
