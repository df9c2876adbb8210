import {
  UNDETERMINED_SEVERITY,
  type Visibility,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessFacts } from './types';

interface CoveredIncident {
  /** The incident or postmortem that is asked about. */
  subject: string;
  incident_id: string;
  severity: string | null;
  visibility: Visibility;
  main: boolean | number;
}

async function loadFacts(
  knex: Knex,
  ids: string[],
  covered: CoveredIncident[],
): Promise<Array<AccessFacts | undefined>> {
  const incidentIds = [...new Set(covered.map(row => row.incident_id))];
  const affected: Array<{
    incident_id: string;
    entity_ref: string;
    owner_ref: string | null;
  }> = await knex('incident_affected')
    .whereIn('incident_id', incidentIds)
    .select('incident_id', 'entity_ref', 'owner_ref');
  const participants: Array<{ incident_id: string; entity_ref: string }> =
    await knex('incident_participants')
      .whereIn('incident_id', incidentIds)
      .select('incident_id', 'entity_ref');
  return ids.map((id): AccessFacts | undefined => {
    const own = covered.filter(({ subject }) => subject === id);
    if (own.length === 0) {
      return undefined;
    }
    const isOwn = new Set(own.map(row => row.incident_id));
    const parts = affected.filter(row => isOwn.has(row.incident_id));
    return {
      id,
      owners: parts.flatMap(({ owner_ref }) => owner_ref ?? []),
      affected: parts.map(({ entity_ref }) => entity_ref),
      participants: participants
        .filter(row => isOwn.has(row.incident_id))
        .map(({ entity_ref }) => entity_ref),
      severity:
        own.find(({ main }) => Boolean(main))?.severity ??
        UNDETERMINED_SEVERITY,
      visibility: own.some(({ visibility }) => visibility === 'restricted')
        ? 'restricted'
        : 'internal',
    };
  });
}

/** What permission rules ask about incidents, in the order of the ids. */
export async function loadIncidentFacts(
  knex: Knex,
  ids: string[],
): Promise<Array<AccessFacts | undefined>> {
  const covered: CoveredIncident[] = await knex('incidents')
    .whereIn('id', ids)
    .select('id as subject', 'id as incident_id', 'severity', 'visibility');
  return loadFacts(
    knex,
    ids,
    covered.map(row => ({ ...row, main: true })),
  );
}

/** What permission rules ask about postmortems, in the order of the ids. */
export async function loadPostmortemFacts(
  knex: Knex,
  ids: string[],
): Promise<Array<AccessFacts | undefined>> {
  const covered: CoveredIncident[] = await knex(
    'postmortem_incidents as covered',
  )
    .join('incidents', 'incidents.id', 'covered.incident_id')
    .whereIn('covered.postmortem_id', ids)
    .select(
      'covered.postmortem_id as subject',
      'covered.incident_id',
      'covered.main',
      'incidents.severity',
      'incidents.visibility',
    );
  return loadFacts(knex, ids, covered);
}
