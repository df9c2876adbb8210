import type {
  EffectivePolicy,
  IncidentKind,
  OwnershipSnapshot,
  PolicyDecision,
} from '@hindsight/plugin-postmortems-common';

/** What the policy is asked for. Entity refs are in canonical form. */
export interface PolicyRequest {
  entityRefs: string[];
  severity?: string;
  /** Default `incident`. */
  kind?: IncidentKind;
  /** ISO 8601; the frequency threshold counts back from here. Now when absent. */
  startedAt?: string;
  /** ISO 8601; due dates count from here. */
  resolvedAt?: string;
  /** An incident that is stored already and must not be counted twice. */
  incidentId?: string;
  /** Leaves the frequency count out. */
  describe?: boolean;
}

/** Where an entity belonged when it was asked. */
export interface EntitySnapshot extends OwnershipSnapshot {
  /** The catalog does not know the entity. */
  unknown?: boolean;
  /**
   * Everything above it, each once: owners and their parent groups, system, domain and the
   * domain's parents. For the history of all that a system, domain or group holds.
   */
  ancestors: string[];
}

/**
 * Resolves policies with the plugin's own credentials, so that nobody gets a weaker policy for
 * being allowed to see less. One catalog call a level of the hierarchy, however many entities.
 */
export interface PolicyService {
  resolve(request: PolicyRequest): Promise<EffectivePolicy>;
  /** The decision that an incident with these facts stores now. */
  decide(
    request: PolicyRequest & { imported?: boolean },
  ): Promise<PolicyDecision>;
  snapshot(entityRefs: string[]): Promise<Map<string, EntitySnapshot>>;
}

/** Counts stored incidents for frequency thresholds. */
export interface IncidentCounter {
  /**
   * Incidents (kind `incident`, not cancelled, not duplicates) that affected each entity within
   * its window, in one query.
   *
   * @param windows - from inclusive, to inclusive, ISO 8601
   * @returns counts in the order of the windows
   */
  countIncidents(
    windows: Array<{ entityRef: string; from: string; to: string }>,
    options?: { excludeIncidentId?: string },
  ): Promise<number[]>;
}
