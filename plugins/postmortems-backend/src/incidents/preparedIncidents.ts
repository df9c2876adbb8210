import type {
  IncidentFlag,
  ParsedIncidentInput,
} from '@hindsight/plugin-postmortems-common';
import { isDeepStrictEqual } from 'util';
import type { StoredIncident } from './IncidentStore';
import type { AffectedSnapshots } from './snapshotAffected';
import type { PreparedIncident } from './types';

/** What a caller said of an incident, after the checks. */
export interface CheckedIncident {
  input: ParsedIncidentInput;
  snapshots: AffectedSnapshots;
  flags: IncidentFlag[];
}

/** What the policy is asked about an incident. */
export function toPolicyRequest(input: ParsedIncidentInput) {
  const refs = (role?: 'cause') =>
    input.affected
      .filter(entity => role === undefined || entity.role === role)
      .map(({ entityRef }) => entityRef);
  return {
    entityRefs: [...new Set(refs())],
    cause: refs('cause'),
    severity: input.severity,
    kind: input.kind,
    startedAt: input.startedAt,
  };
}

/** What an incident says of itself, as the caller gave it and the checks left it. */
export function toFields({ input, snapshots, flags }: CheckedIncident) {
  return {
    title: input.title,
    summary: input.summary ?? '',
    severity: input.severity,
    status: input.status ?? 'open',
    kind: input.kind,
    startedAt: input.startedAt,
    detectedAt: input.detectedAt,
    acknowledgedAt: input.acknowledgedAt,
    mitigatedAt: input.mitigatedAt,
    resolvedAt: input.resolvedAt,
    detection: input.detection,
    impact: input.impact,
    affected: snapshots.affected,
    roles: input.roles,
    links: input.links,
    duplicateOf: input.duplicateOf,
    followsFrom: input.followsFrom,
    flags,
  };
}

/** The flags, each problem of a field once. */
export function withoutRepeatedFlags(flags: IncidentFlag[]): IncidentFlag[] {
  const seen = new Set<string>();
  return flags.filter(({ code, field }) => {
    const key = `${code} ${field}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Whether two records say the same; what is undefined is as good as absent. */
export function isSame(one: object, other: object): boolean {
  const plain = (value: object) => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(plain(one), plain(other));
}

/** Whether storing what is prepared would change anything. */
export function changesNothing(
  prepared: PreparedIncident,
  stored: StoredIncident,
): boolean {
  const { reference, etag, postmortem, ...current } = stored.incident;
  return (
    prepared.exempt === stored.exempt &&
    isSame(
      { ...prepared.incident, updatedAt: '' },
      { ...current, updatedAt: '' },
    )
  );
}
