import type {
  Seeder,
  SeedingService,
  SeedProgress,
} from '@hindsight/plugin-postmortems-node';
import type { History, IncidentEntry, PostmortemEntry } from './schema';

type Step =
  | { at: string; incident: IncidentEntry; postmortem?: undefined }
  | { at: string; postmortem: PostmortemEntry; incident?: undefined };

/** Everything in the order in which it was written down. */
function orderSteps({ incidents, postmortems }: History): Step[] {
  const steps: Step[] = [
    ...incidents.map(incident => ({ at: incident.createdAt, incident })),
    ...postmortems.map(postmortem => ({
      at: postmortem.createdAt,
      postmortem,
    })),
  ];
  return steps.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function refsOf({ incidents, postmortems }: History): string[] {
  const refs = new Set<string>();
  for (const { affected, roles, createdBy } of incidents) {
    for (const { entityRef } of [...affected, ...roles]) {
      refs.add(entityRef);
    }
    refs.add(createdBy);
  }
  for (const { owner, createdBy } of postmortems) {
    refs.add(owner ?? createdBy).add(createdBy);
  }
  return [...refs];
}

async function writeHistory(
  history: History,
  service: SeedingService,
): Promise<void> {
  const incidents = new Map(history.incidents.map(entry => [entry.key, entry]));
  const begun = new Set<string>();

  // What an incident refers to is written first, even where it was recorded later.
  async function writeIncident(entry: IncidentEntry): Promise<void> {
    if (begun.has(entry.key)) {
      return;
    }
    begun.add(entry.key);
    const {
      key,
      duplicateOf,
      followsFrom,
      source,
      createdBy,
      createdAt,
      ...input
    } = entry;
    for (const other of [duplicateOf, followsFrom]) {
      const earlier = other && incidents.get(other);
      if (earlier) {
        await writeIncident(earlier);
      }
    }
    await service.seedIncident({
      key,
      input,
      source,
      duplicateOfKey: duplicateOf,
      followsFromKey: followsFrom,
      by: createdBy,
      at: createdAt,
    });
  }

  for (const { incident, postmortem } of orderSteps(history)) {
    if (incident) {
      await writeIncident(incident);
      continue;
    }
    const {
      incident: incidentKey,
      alsoCovers = [],
      createdBy,
      createdAt,
      ...rest
    } = postmortem;
    for (const key of [incidentKey, ...alsoCovers]) {
      const covered = incidents.get(key);
      if (covered) {
        await writeIncident(covered);
      }
    }
    await service.seedPostmortem({
      ...rest,
      incidentKey,
      alsoCoverKeys: alsoCovers,
      by: createdBy,
      at: createdAt,
    });
  }
}

/** Writes a history into the portal, once. */
export function createHistorySeeder(
  history: History,
  onProgress: (progress: SeedProgress) => void,
): Seeder {
  return {
    id: 'demo-history',
    requires: refsOf(history),
    seed: service => writeHistory(history, service),
    onProgress,
  };
}
