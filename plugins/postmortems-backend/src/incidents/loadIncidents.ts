import type { Incident } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  toIncident,
  type AffectedRow,
  type IncidentRow,
  type PostmortemLinkRow,
  type RoleRow,
} from './incidentRows';

function groupByIncident<T extends { incident_id: string }>(
  rows: T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.incident_id);
    if (group) {
      group.push(row);
    } else {
      groups.set(row.incident_id, [row]);
    }
  }
  return groups;
}

/** Makes incidents of their rows: one query for each kind of part, however many incidents. */
export async function loadIncidents(
  knex: Knex,
  rows: IncidentRow[],
): Promise<Incident[]> {
  if (rows.length === 0) {
    return [];
  }
  const ids = rows.map(row => row.id);
  // One after the other: SQLite and a transaction have one connection.
  const affected: AffectedRow[] = await knex('incident_affected')
    .whereIn('incident_id', ids)
    .orderBy('position');
  const roles: RoleRow[] = await knex('incident_roles')
    .whereIn('incident_id', ids)
    .orderBy('position');
  const postmortems: PostmortemLinkRow[] = await knex('postmortem_incidents')
    .join('postmortems', 'postmortems.id', 'postmortem_incidents.postmortem_id')
    .whereIn('postmortem_incidents.incident_id', ids)
    .select(
      'postmortem_incidents.incident_id',
      'postmortems.id',
      'postmortems.number',
      'postmortems.status',
      'postmortems.owner_ref',
      'postmortems.published_at',
    );
  const affectedById = groupByIncident(affected);
  const rolesById = groupByIncident(roles);
  const postmortemById = new Map(
    postmortems.map(row => [row.incident_id, row]),
  );
  return rows.map(row =>
    toIncident(row, {
      affected: affectedById.get(row.id) ?? [],
      roles: rolesById.get(row.id) ?? [],
      postmortem: postmortemById.get(row.id),
    }),
  );
}
