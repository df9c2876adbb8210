import {
  UNDETERMINED_SEVERITY,
  type IncidentFilter,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  isPostgres,
  searchWords,
  toMillis,
  toPostgresPrefixQuery,
  toSqlitePrefixQuery,
} from '../database';

/** A postmortem covers the incident. */
export const HAS_POSTMORTEM_SQL =
  'exists (select 1 from postmortem_incidents as pi where pi.incident_id = incidents.id)';

const HAS_PUBLISHED_SQL =
  'exists (select 1 from postmortem_incidents as pi join postmortems as p on p.id = pi.postmortem_id where pi.incident_id = incidents.id and p.published_at is not null)';

/** Cancelled incidents and second records of one never wait for a postmortem. */
const COUNTS_SQL =
  "incidents.status <> 'cancelled' and incidents.duplicate_of is null";

/** Required, past its due date, and not published. Takes the present time as its binding. */
export const OVERDUE_SQL = `(incidents.decision_required and incidents.decision_due_at is not null and incidents.decision_due_at < ? and ${COUNTS_SQL} and not ${HAS_PUBLISHED_SQL})`;

/** Required, resolved, and without any postmortem. */
export const NEEDS_POSTMORTEM_SQL = `(incidents.decision_required and incidents.status = 'resolved' and ${COUNTS_SQL} and not ${HAS_POSTMORTEM_SQL})`;

function whereText(query: Knex.QueryBuilder, knex: Knex, text: string) {
  const words = searchWords(text);
  if (words.length === 0) {
    query.whereRaw('1 = 0');
  } else if (isPostgres(knex)) {
    query.whereRaw('incidents.search @@ ?::tsquery', [
      toPostgresPrefixQuery(words),
    ]);
  } else {
    query.whereRaw(
      'incidents.number in (select rowid from incident_search where incident_search match ?)',
      [toSqlitePrefixQuery(words)],
    );
  }
}

function whereSeverity(
  query: Knex.QueryBuilder,
  scale: SeverityScale,
  severities: string[],
) {
  const names = new Set<string>();
  for (const severity of severities) {
    if (severity.toLocaleLowerCase('en-US') !== UNDETERMINED_SEVERITY) {
      // Names that left the scale are still found under the name that they had.
      names.add(scale.find(severity)?.name ?? severity);
    }
  }
  const undetermined = severities.some(
    severity => severity.toLocaleLowerCase('en-US') === UNDETERMINED_SEVERITY,
  );
  query.where(either => {
    if (names.size > 0 || !undetermined) {
      either.whereIn('incidents.severity', [...names]);
    }
    if (undetermined) {
      either.orWhereNull('incidents.severity');
    }
  });
}

function whereEntities(
  query: Knex.QueryBuilder,
  entityRefs: string[],
  relation: IncidentFilter['relation'],
) {
  query.whereIn('incidents.id', touching => {
    if (relation === 'parts') {
      touching
        .from('incident_scopes')
        .select('incident_id')
        .whereIn('ref', entityRefs);
    } else {
      touching
        .from('incident_affected')
        .select('incident_id')
        .whereIn('entity_ref', entityRefs);
    }
  });
}

/**
 * Limits a query to what the filters ask for.
 *
 * @param query - selects from `incidents` under that name
 * @param now - milliseconds since 1970, for what is overdue
 */
export function whereIncidentMatches(
  query: Knex.QueryBuilder,
  filter: IncidentFilter,
  context: { knex: Knex; scale: SeverityScale; now: number },
): void {
  const { knex, scale, now } = context;
  if (filter.entityRef && filter.entityRef.length > 0) {
    whereEntities(query, filter.entityRef, filter.relation);
  }
  if (filter.severity && filter.severity.length > 0) {
    whereSeverity(query, scale, filter.severity);
  }
  if (filter.status && filter.status.length > 0) {
    query.whereIn('incidents.status', filter.status);
  }
  if (filter.kind && filter.kind.length > 0) {
    query.whereIn('incidents.kind', filter.kind);
  }
  if (filter.startedAfter) {
    query.where('incidents.started_at', '>=', toMillis(filter.startedAfter));
  }
  if (filter.startedBefore) {
    query.where('incidents.started_at', '<', toMillis(filter.startedBefore));
  }
  if (filter.text) {
    whereText(query, knex, filter.text);
  }
  if (filter.hasPostmortem !== undefined) {
    query.whereRaw(
      `${filter.hasPostmortem ? '' : 'not '}${HAS_POSTMORTEM_SQL}`,
    );
  }
  if (filter.required !== undefined) {
    query.whereRaw(
      `${filter.required ? '' : 'not '}incidents.decision_required`,
    );
  }
  if (filter.needsPostmortem !== undefined) {
    query.whereRaw(
      `${filter.needsPostmortem ? '' : 'not '}${NEEDS_POSTMORTEM_SQL}`,
    );
  }
  if (filter.overdue !== undefined) {
    // The parts that may be null stand after a test that they are not.
    query.whereRaw(`${filter.overdue ? '' : 'not '}${OVERDUE_SQL}`, [now]);
  }
}
