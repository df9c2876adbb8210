import {
  MAX_SERIES_POINTS,
  type IncidentSeries,
  type SeriesBin,
  type SeriesPoint,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { toIso, toNumber, toOptionalNumber } from '../database';
import {
  HAS_POSTMORTEM_SQL,
  NEEDS_POSTMORTEM_SQL,
  OVERDUE_SQL,
} from './incidentFilters';
import { incidentReference, type IncidentRow } from './incidentRows';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** The first Monday after the beginning of 1970, a Thursday. */
const FIRST_MONDAY_MS = 4 * 24 * 60 * 60 * 1000;

/** Ten years of weeks; a longer history gets bins of several weeks. */
const MAX_BINS_OF_TIME = 520;

interface SeriesContext {
  knex: Knex;
  /** Begins a query of the selected incidents, as often as it is needed. */
  select: () => Knex.QueryBuilder;
  /** Milliseconds since 1970. */
  now: number;
}

function toSeconds(millis: number | string | null): number | undefined {
  const value = toOptionalNumber(millis);
  return value === undefined ? undefined : value / 1000;
}

/**
 * The median of a column of the rows named `ranked`, numbered by `place` among `n`: quantile type
 * 7, which for the median is the mean of the two in the middle.
 */
function median(column: string): string {
  return `avg(case when place in ((n + 1) / 2, (n + 2) / 2) then ${column} end)`;
}

async function queryTotals({
  knex,
  select,
  now,
}: SeriesContext): Promise<
  IncidentSeries['totals'] & { first?: number; last?: number }
> {
  const [totals] = await select().select(
    knex.raw('count(*) as incidents'),
    knex.raw('min(incidents.started_at) as first'),
    knex.raw('max(incidents.started_at) as last'),
    knex.raw(
      `sum(case when ${NEEDS_POSTMORTEM_SQL} then 1 else 0 end) as need_postmortem`,
    ),
    knex.raw(`sum(case when ${OVERDUE_SQL} then 1 else 0 end) as overdue`, [
      now,
    ]),
    knex.raw(
      "sum(case when incidents.status = 'open' then 1 else 0 end) as open",
    ),
  );
  const ranked = select()
    .whereNotNull('incidents.mitigation_ms')
    .where('incidents.kind', 'incident')
    .whereNot('incidents.status', 'cancelled')
    .whereNull('incidents.duplicate_of')
    .select(
      'incidents.mitigation_ms',
      knex.raw('row_number() over (order by incidents.mitigation_ms) as place'),
      knex.raw('count(*) over () as n'),
    );
  const [mitigation] = await knex
    .from(ranked.as('ranked'))
    .select(
      knex.raw('count(*) as n'),
      knex.raw(`${median('mitigation_ms')} as median_ms`),
    );
  return {
    incidents: toNumber(totals.incidents),
    needPostmortem: toNumber(totals.need_postmortem ?? 0),
    overdue: toNumber(totals.overdue ?? 0),
    open: toNumber(totals.open ?? 0),
    medianSecondsToMitigate: toSeconds(mitigation.median_ms),
    medianSecondsToMitigateN: toNumber(mitigation.n),
    first: toOptionalNumber(totals.first),
    last: toOptionalNumber(totals.last),
  };
}

async function queryPoints({
  knex,
  select,
}: SeriesContext): Promise<SeriesPoint[]> {
  const rows: Array<
    IncidentRow & {
      duration_ms: number | string | null;
      has_postmortem: boolean | number;
    }
  > = await select()
    .select(
      'incidents.id',
      'incidents.number',
      'incidents.title',
      'incidents.started_at',
      'incidents.duration_ms',
      'incidents.severity',
      'incidents.status',
      'incidents.kind',
      'incidents.decision_required',
      knex.raw(`${HAS_POSTMORTEM_SQL} as has_postmortem`),
    )
    .orderBy('incidents.started_at')
    .orderBy('incidents.id')
    .limit(MAX_SERIES_POINTS);
  return rows.map(row => ({
    id: row.id,
    reference: incidentReference(row.number),
    title: row.title,
    startedAt: toIso(row.started_at),
    durationSeconds: toSeconds(row.duration_ms),
    severity: row.severity ?? undefined,
    status: row.status,
    kind: row.kind,
    required: Boolean(row.decision_required),
    hasPostmortem: Boolean(row.has_postmortem),
  }));
}

async function queryBins(
  { knex, select }: SeriesContext,
  span: { first: number; last: number },
): Promise<SeriesBin[]> {
  const weeks = Math.ceil((span.last - span.first) / WEEK_MS) + 1;
  const width = Math.ceil(weeks / MAX_BINS_OF_TIME) * WEEK_MS;
  const binned = select().select(
    'incidents.severity',
    'incidents.severity_weight',
    'incidents.duration_ms',
    knex.raw(`(incidents.started_at - ${FIRST_MONDAY_MS}) / ${width} as bin`),
  );
  // Open incidents count and have no duration: the places of the others are counted among those
  // that have one.
  const ranked = knex
    .from(binned.as('binned'))
    .select(
      'severity',
      'severity_weight',
      'duration_ms',
      'bin',
      knex.raw(
        'row_number() over (partition by bin, severity, duration_ms is null order by duration_ms) as place',
      ),
      knex.raw('count(duration_ms) over (partition by bin, severity) as n'),
    );
  const rows: Array<{
    severity: string | null;
    bin: number | string;
    count: number | string;
    median_ms: number | string | null;
    max_ms: number | string | null;
  }> = await knex
    .from(ranked.as('ranked'))
    .select(
      'severity',
      'bin',
      knex.raw('count(*) as count'),
      knex.raw(`${median('duration_ms')} as median_ms`),
      knex.raw('max(duration_ms) as max_ms'),
    )
    .groupBy('bin', 'severity', 'severity_weight')
    .orderBy('bin')
    .orderBy('severity_weight', 'desc');
  return rows.map(row => ({
    from: toIso(toNumber(row.bin) * width + FIRST_MONDAY_MS),
    severity: row.severity ?? undefined,
    count: toNumber(row.count),
    medianDurationSeconds: toSeconds(row.median_ms),
    maxDurationSeconds: toSeconds(row.max_ms),
  }));
}

/** The history for a chart: points while they are few, bins beyond, and figures of all of it. */
export async function queryIncidentSeries(
  context: SeriesContext,
): Promise<IncidentSeries> {
  const { first, last, ...totals } = await queryTotals(context);
  if (first === undefined || last === undefined) {
    return { points: [], totals };
  }
  return totals.incidents <= MAX_SERIES_POINTS
    ? { points: await queryPoints(context), totals }
    : { bins: await queryBins(context, { first, last }), totals };
}
