import { z } from 'zod';
import { pageQuerySchema, queryFlagSchema, repeatable } from '../paging';
import { entityRefSchema } from '../refs';
import { isoTimeSchema } from '../time';
import { incidentKindSchema, incidentStatusSchema } from './incident';

/** Stands for incidents without a severity in the `severity` filter. @public */
export const UNDETERMINED_SEVERITY = 'undetermined';

/** @public */
export const incidentOrderSchema = z.enum([
  '-startedAt',
  'startedAt',
  'severity',
  '-duration',
  'dueAt',
]);
/** @public */
export type IncidentOrder = z.infer<typeof incidentOrderSchema>;

const filterShape = {
  entityRef: repeatable(entityRefSchema).optional(),
  /** `parts` adds what a system, domain or owner held when the incident was recorded. */
  relation: z.enum(['self', 'parts']).optional(),
  severity: repeatable(z.string().min(1).max(40)).optional(),
  status: repeatable(incidentStatusSchema).optional(),
  kind: repeatable(incidentKindSchema).optional(),
  startedAfter: isoTimeSchema.optional(),
  startedBefore: isoTimeSchema.optional(),
  text: z.string().trim().max(200).optional(),
  hasPostmortem: queryFlagSchema.optional(),
  /** Required, past its due date, and not published. */
  overdue: queryFlagSchema.optional(),
  /** A postmortem is required by the stored decision. */
  required: queryFlagSchema.optional(),
  /** Required, resolved, no second record of another, and without any postmortem: the rows that `totals.needPostmortem` counts. */
  needsPostmortem: queryFlagSchema.optional(),
};

/** The filters of `GET /incidents` as they stand in an address. @public */
export const incidentFilterQuerySchema = z.strictObject(filterShape);
/** @public */
export const incidentQuerySchema = z.strictObject({
  ...filterShape,
  ...pageQuerySchema.shape,
  order: incidentOrderSchema.optional(),
});
/** The parsed filters. @public */
export type IncidentFilter = z.output<typeof incidentFilterQuerySchema>;
/** @public */
export type IncidentQuery = z.output<typeof incidentQuerySchema>;

/**
 * One mark of the history chart: an incident, or a group of them where there are too many to
 * draw one by one.
 *
 * @public
 */
export const seriesPointSchema = z.object({
  id: z.string(),
  reference: z.string(),
  title: z.string(),
  startedAt: z.string(),
  /** Seconds from start to resolution; absent while it is open or its times are flagged. */
  durationSeconds: z.number().optional(),
  severity: z.string().optional(),
  status: incidentStatusSchema,
  kind: incidentKindSchema,
  required: z.boolean(),
  hasPostmortem: z.boolean(),
});
/** @public */
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** @public */
export const seriesBinSchema = z.object({
  /** Start of the week (Monday, UTC). */
  from: z.string(),
  severity: z.string().optional(),
  count: z.number().int(),
  medianDurationSeconds: z.number().optional(),
  maxDurationSeconds: z.number().optional(),
});
/** @public */
export type SeriesBin = z.infer<typeof seriesBinSchema>;

/** How many incidents the chart gets one by one before they are binned. @public */
export const MAX_SERIES_POINTS = 500;

/**
 * The answer of `GET /incidents/series`: the points themselves up to {@link MAX_SERIES_POINTS},
 * weekly bins beyond, and the figures of the whole selection.
 *
 * @public
 */
export const incidentSeriesSchema = z.object({
  points: z.array(seriesPointSchema).optional(),
  bins: z.array(seriesBinSchema).optional(),
  totals: z.object({
    incidents: z.number().int(),
    /** Required by policy, resolved, and without any postmortem. */
    needPostmortem: z.number().int(),
    overdue: z.number().int(),
    open: z.number().int(),
    /** Median of startedAt to mitigatedAt in seconds; only kind incident, no duplicates, cancelled or flagged ones. */
    medianSecondsToMitigate: z.number().optional(),
    /** How many incidents that median rests on. */
    medianSecondsToMitigateN: z.number().int(),
  }),
});
/** @public */
export type IncidentSeries = z.infer<typeof incidentSeriesSchema>;
