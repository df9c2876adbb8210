import type { Incident } from '@hindsight/plugin-postmortems-common';
import type { AccessScope } from '../access';
import { redactDecision, refsInSources } from '../policy';
import type { IncidentStore } from './IncidentStore';

/** What a reader may do, as far as it decides what an incident tells. */
export interface PresentationScopes {
  read: AccessScope;
  /** Of postmortems. */
  readPostmortem: AccessScope;
}

function present<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function entitiesBehind(incident: Incident): string[] {
  return [
    ...refsInSources(incident.postmortemDecision.sources),
    ...incident.affected
      .flatMap(({ snapshot }) => [
        snapshot.owner,
        snapshot.system,
        snapshot.domain,
      ])
      .filter(present),
  ];
}

/**
 * Incidents as a reader who may read them sees them: without names of entities, other incidents
 * and postmortems that they may not read. A fixed number of queries, however many incidents.
 */
export async function presentIncidents(
  incidents: Incident[],
  scopes: PresentationScopes,
  store: IncidentStore,
): Promise<Incident[]> {
  const { read, readPostmortem } = scopes;
  const related = incidents.flatMap(({ duplicateOf, followsFrom }) =>
    [duplicateOf, followsFrom].filter(present),
  );
  const readable = await store.filterIds([...new Set(related)], read);
  const postmortems = incidents.flatMap(({ postmortem }) =>
    postmortem ? [postmortem.id] : [],
  );
  const readablePostmortems = await store.filterPostmortemIds(
    [...new Set(postmortems)],
    readPostmortem,
    read,
  );
  const visible = await store.filterEntityRefs(
    [...new Set(incidents.flatMap(entitiesBehind))],
    read,
  );
  const ifReadable = (id: string | undefined) =>
    id !== undefined && readable.has(id) ? id : undefined;
  const ifVisible = (ref: string | undefined) =>
    ref !== undefined && visible.has(ref) ? ref : undefined;
  return incidents.map(incident => ({
    ...incident,
    affected: incident.affected.map(entity => ({
      ...entity,
      snapshot: {
        owner: ifVisible(entity.snapshot.owner),
        system: ifVisible(entity.snapshot.system),
        domain: ifVisible(entity.snapshot.domain),
        snapshotAt: entity.snapshot.snapshotAt,
      },
    })),
    duplicateOf: ifReadable(incident.duplicateOf),
    followsFrom: ifReadable(incident.followsFrom),
    postmortemDecision: redactDecision(incident.postmortemDecision, ref =>
      visible.has(ref),
    ),
    postmortem:
      incident.postmortem && readablePostmortems.has(incident.postmortem.id)
        ? incident.postmortem
        : undefined,
  }));
}
