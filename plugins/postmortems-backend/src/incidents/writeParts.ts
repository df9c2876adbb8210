import type { Knex } from 'knex';
import { insertMissing, isPostgres } from '../database';
import { refsInSources } from '../policy';
import { toAffectedRows, toParticipantRows } from './incidentRows';
import type { PreparedIncident } from './types';

/** What the incident itself says of its participants; the postmortem adds others. */
const OWN_REASONS = ['creator', 'role'];

/** Every entity whose name a reader could learn from the incident, but for people. */
function namedEntities({ incident, scopes }: PreparedIncident): string[] {
  return [
    ...new Set([
      ...scopes.flatMap(({ entityRef, ref }) => [entityRef, ref]),
      ...incident.affected.flatMap(({ entityRef, snapshot }) => [
        entityRef,
        ...[snapshot.owner, snapshot.system, snapshot.domain].flatMap(
          ref => ref ?? [],
        ),
      ]),
      ...refsInSources(incident.postmortemDecision.sources),
    ]),
  ];
}

/** Takes away what {@link writeParts} has written of an incident, before it writes again. */
export async function clearParts(
  tx: Knex.Transaction,
  incidentId: string,
): Promise<void> {
  for (const table of [
    'incident_affected',
    'incident_scopes',
    'incident_roles',
  ]) {
    await tx(table).where('incident_id', incidentId).delete();
  }
  await tx('incident_participants')
    .where('incident_id', incidentId)
    .whereIn('reason', OWN_REASONS)
    .delete();
}

/** Writes the affected entities, their scopes, the roles and the participants of an incident. */
export async function writeParts(
  tx: Knex.Transaction,
  prepared: PreparedIncident,
): Promise<void> {
  const { incident, scopes } = prepared;
  await insertMissing(
    tx,
    'known_entities',
    // In one order, so that two transactions never wait for each other.
    namedEntities(prepared)
      .sort()
      .map(ref => ({ ref })),
  );
  await insertMissing(tx, 'incident_affected', toAffectedRows(incident));
  await insertMissing(
    tx,
    'incident_scopes',
    scopes.map(({ entityRef, ref }) => ({
      incident_id: incident.id,
      entity_ref: entityRef,
      ref,
    })),
  );
  await insertMissing(
    tx,
    'incident_roles',
    incident.roles.map(({ role, entityRef }, position) => ({
      incident_id: incident.id,
      position,
      role,
      entity_ref: entityRef,
    })),
  );
  await insertMissing(tx, 'incident_participants', toParticipantRows(incident));
}

/**
 * Brings the text index of SQLite up to date; PostgreSQL does so itself.
 *
 * @param words - absent where the incident is deleted
 */
export async function writeSearch(
  tx: Knex.Transaction,
  number: number,
  words: string | undefined,
): Promise<void> {
  if (isPostgres(tx)) {
    return;
  }
  await tx('incident_search').where('rowid', number).delete();
  if (words !== undefined) {
    await tx('incident_search').insert({ rowid: number, words });
  }
}
