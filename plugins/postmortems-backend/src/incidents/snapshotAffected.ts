import type {
  AffectedEntity,
  IncidentFlag,
  ParsedIncidentInput,
} from '@hindsight/plugin-postmortems-common';
import type { EntitySnapshot, PolicyService } from '../policy/types';
import type { ProblemSink } from './incidentChecks';
import type { StoredIncident } from './IncidentStore';
import type { PreparedIncident } from './types';

/** Where the affected entities belong. */
export interface AffectedSnapshots {
  affected: AffectedEntity[];
  scopes: PreparedIncident['scopes'];
  /** Entities that the catalog did not know before and does not know now. */
  flags: IncidentFlag[];
}

function unknownEntity(entityRef: string, place: number): IncidentFlag {
  return {
    code: 'ENTITY_UNKNOWN',
    field: `affected[${place}].entityRef`,
    message: `${entityRef} is not in the catalog`,
  };
}

function unchangedSnapshots({
  incident,
  scopes,
}: StoredIncident): AffectedSnapshots {
  return {
    affected: incident.affected,
    scopes,
    flags: incident.flags.filter(({ code }) => code === 'ENTITY_UNKNOWN'),
  };
}

/**
 * Takes down where each affected entity belongs now. Those that the incident had already keep
 * what was taken down then, so that no change rewrites history.
 *
 * @param options - `report` hears of entities that the catalog does not know; `stored` is the
 * incident as it was, `unchanged` where its entities stay the same
 */
export async function snapshotAffected(
  policy: PolicyService,
  affected: ParsedIncidentInput['affected'],
  options: {
    /** ISO 8601 */
    now: string;
    report: ProblemSink;
    stored?: StoredIncident & { unchanged: boolean };
  },
): Promise<AffectedSnapshots> {
  const { now, report, stored } = options;
  if (stored?.unchanged) {
    return unchangedSnapshots(stored);
  }
  const earlier = new Map(
    stored?.incident.affected.map(entity => [
      entity.entityRef,
      entity.snapshot,
    ]),
  );
  const unknownEarlier = new Set(
    stored?.incident.flags
      .filter(({ code }) => code === 'ENTITY_UNKNOWN')
      .map(({ message }) => message),
  );
  const wasUnknown = (ref: string) =>
    unknownEarlier.has(unknownEntity(ref, 0).message);
  const refs = [...new Set(affected.map(({ entityRef }) => entityRef))];
  const asked = refs.filter(ref => !earlier.has(ref) || wasUnknown(ref));
  const found: Map<string, EntitySnapshot> =
    asked.length > 0 ? await policy.snapshot(asked) : new Map();

  const flags: IncidentFlag[] = [];
  const entities = affected.map((entity, place): AffectedEntity => {
    const { entityRef } = entity;
    const snapshot = found.get(entityRef);
    if (snapshot && !snapshot.unknown) {
      const { owner, system, domain } = snapshot;
      return {
        ...entity,
        snapshot: { owner, system, domain, snapshotAt: now },
      };
    }
    const unknown = unknownEntity(entityRef, place);
    if (!earlier.has(entityRef)) {
      report(unknown);
    } else if (wasUnknown(entityRef)) {
      flags.push(unknown);
    }
    return {
      ...entity,
      snapshot: earlier.get(entityRef) ?? { snapshotAt: now },
    };
  });
  const scopes = refs.flatMap(entityRef => {
    const snapshot = found.get(entityRef);
    const above = stored?.scopes.filter(scope => scope.entityRef === entityRef);
    return snapshot === undefined && above && above.length > 0
      ? above
      : [...new Set([entityRef, ...(snapshot?.ancestors ?? [])])].map(ref => ({
          entityRef,
          ref,
        }));
  });
  return { affected: entities, scopes, flags };
}
