import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { UNDETERMINED_SEVERITY } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type {
  AccessCriterion,
  AccessScope,
  EntityVisibility,
  Reader,
} from './types';

/** Which of the outer query's records the conditions are about. */
type Subject = 'incidents' | 'postmortems';

/** The rows of a table that belong to the incident, or to the incidents of the postmortem. */
function fromPartsOf(
  query: Knex.QueryBuilder,
  subject: Subject,
  table: 'incident_affected' | 'incident_participants',
): Knex.QueryBuilder {
  query.from(`${table} as part`).select(query.client.raw('1'));
  return subject === 'incidents'
    ? query.whereRaw('?? = ??', ['part.incident_id', 'incidents.id'])
    : query
        .join(
          'postmortem_incidents as covered',
          'covered.incident_id',
          'part.incident_id',
        )
        .whereRaw('?? = ??', ['covered.postmortem_id', 'postmortems.id']);
}

function fromIncidentsOfPostmortem(
  query: Knex.QueryBuilder,
): Knex.QueryBuilder {
  return query
    .from('postmortem_incidents as covered')
    .join('incidents', 'incidents.id', 'covered.incident_id')
    .select(query.client.raw('1'))
    .whereRaw('?? = ??', ['covered.postmortem_id', 'postmortems.id']);
}

function whereSeverity(query: Knex.QueryBuilder, severities: string[]) {
  query.whereIn(
    query.client.raw('coalesce(incidents.severity, ?)', [
      UNDETERMINED_SEVERITY,
    ]),
    severities,
  );
}

// None of these conditions is ever null in SQL, so that negating them does what it says.
function whereCriterion(
  query: Knex.QueryBuilder,
  subject: Subject,
  criterion: AccessCriterion,
) {
  switch (criterion.rule) {
    case 'owner':
      query.whereExists(sub => {
        fromPartsOf(sub, subject, 'incident_affected').whereIn(
          'part.owner_ref',
          criterion.refs,
        );
      });
      return;
    case 'participant':
      query.whereExists(sub => {
        fromPartsOf(sub, subject, 'incident_participants').whereIn(
          'part.entity_ref',
          criterion.refs,
        );
      });
      return;
    case 'affected':
      query.whereExists(sub => {
        fromPartsOf(sub, subject, 'incident_affected').whereIn(
          'part.entity_ref',
          criterion.refs,
        );
      });
      return;
    case 'severity':
      if (subject === 'incidents') {
        whereSeverity(query, criterion.severities);
      } else {
        query.whereExists(sub => {
          whereSeverity(
            fromIncidentsOfPostmortem(sub).where('covered.main', true),
            criterion.severities,
          );
        });
      }
      return;
    default:
      whereVisibility(query, subject, criterion.visibility);
  }
}

function whereVisibility(
  query: Knex.QueryBuilder,
  subject: Subject,
  visibility: string,
) {
  if (subject === 'incidents') {
    query.where('incidents.visibility', visibility);
    return;
  }
  const anyRestricted = (sub: Knex.QueryBuilder) => {
    fromIncidentsOfPostmortem(sub).where('incidents.visibility', 'restricted');
  };
  if (visibility === 'restricted') {
    query.whereExists(anyRestricted);
  } else {
    query.whereNotExists(anyRestricted);
  }
}

function whereCriteria(
  query: Knex.QueryBuilder,
  subject: Subject,
  criteria: PermissionCriteria<AccessCriterion>,
) {
  // Knex drops empty groups, which would turn "none of these" into "all".
  if (isAndCriteria(criteria)) {
    query.whereRaw('1 = 1');
    for (const part of criteria.allOf) {
      query.andWhere(inner => {
        whereCriteria(inner, subject, part);
      });
    }
  } else if (isOrCriteria(criteria)) {
    query.where(either => {
      either.whereRaw('1 = 0');
      for (const part of criteria.anyOf) {
        either.orWhere(inner => {
          whereCriteria(inner, subject, part);
        });
      }
    });
  } else if (isNotCriteria(criteria)) {
    query.whereNot(inner => {
      whereCriteria(inner, subject, criteria.not);
    });
  } else {
    whereCriterion(query, subject, criteria);
  }
}

/** The reader took part in the incident, or reviews its postmortem. */
function whereParticipant(query: Knex.QueryBuilder, reader: Reader) {
  query.whereExists(sub => {
    fromPartsOf(sub, 'incidents', 'incident_participants').where(either => {
      either.whereIn('part.entity_ref', reader.claims).orWhere(review => {
        review
          .where('part.reason', 'reviewer')
          .whereIn('part.entity_ref', reader.reviewerClaims);
      });
    });
  });
}

function whereVisibleToReader(query: Knex.QueryBuilder, reader: Reader) {
  query.where(either => {
    either.where('incidents.visibility', 'internal');
    if (reader.claims.length > 0) {
      either
        .orWhere(inner => whereParticipant(inner, reader))
        .orWhere(inner =>
          whereCriterion(inner, 'incidents', {
            rule: 'owner',
            refs: reader.claims,
          }),
        );
    }
  });
}

function whereEntitiesVisible(
  query: Knex.QueryBuilder,
  reader: Reader,
  entities: Exclude<EntityVisibility, 'all'>,
) {
  query.where(either => {
    either.whereNotExists(sub => {
      fromPartsOf(sub, 'incidents', 'incident_affected')
        .whereNotExists(visible => {
          visible
            .from('visible_refs as visible')
            .select(visible.client.raw('1'))
            .where('visible.scope', entities.scope)
            .whereRaw('?? = ??', ['visible.ref', 'part.entity_ref']);
        })
        // Without an offset PostgreSQL may look through all entities of all incidents beforehand.
        .limit(1)
        .offset(sub.client.raw('0'));
    });
    if (reader.claims.length > 0) {
      either.orWhere(inner => whereParticipant(inner, reader));
    }
  });
}

/** What holds for every incident, whatever the permission. */
function whereIncidentOpenToReader(
  query: Knex.QueryBuilder,
  access: AccessScope,
) {
  whereVisibleToReader(query, access.reader);
  if (access.entities !== 'all') {
    whereEntitiesVisible(query, access.reader, access.entities);
  }
}

function whereConditions(
  query: Knex.QueryBuilder,
  subject: Subject,
  conditions: AccessScope['conditions'],
) {
  if (conditions === 'none') {
    query.whereRaw('1 = 0');
  } else if (conditions !== 'all') {
    query.where(inner => {
      whereCriteria(inner, subject, conditions);
    });
  }
}

/**
 * Limits a query to the incidents that the scope covers.
 *
 * @param query - selects from `incidents` under that name
 */
export function whereIncidentAccessible(
  query: Knex.QueryBuilder,
  access: AccessScope,
): void {
  whereConditions(query, 'incidents', access.conditions);
  whereIncidentOpenToReader(query, access);
}

/**
 * Limits a query to the postmortems that the scope covers: each of their incidents must be open to
 * the reader.
 *
 * @param query - selects from `postmortems` under that name
 */
export function wherePostmortemAccessible(
  query: Knex.QueryBuilder,
  access: AccessScope,
): void {
  whereConditions(query, 'postmortems', access.conditions);
  query.whereNotExists(hidden => {
    fromIncidentsOfPostmortem(hidden).whereNot(open => {
      whereIncidentOpenToReader(open, access);
    });
  });
}

/**
 * Limits a query to the postmortems of whose incidents the scope covers each: a postmortem quotes
 * them all.
 *
 * @param query - selects from `postmortems` under that name
 */
export function whereIncidentsOfPostmortemAccessible(
  query: Knex.QueryBuilder,
  incidentScope: AccessScope,
): void {
  if (incidentScope.conditions === 'all') {
    // What holds for every incident is part of the postmortem's own scope.
    return;
  }
  query.whereNotExists(hidden => {
    fromIncidentsOfPostmortem(hidden).whereNot(readable => {
      whereIncidentAccessible(readable, incidentScope);
    });
  });
}
