import type {
  EffectivePolicy,
  IncidentKind,
  OwnershipSnapshot,
  PolicyDecision,
  Reviewer,
} from '@hindsight/plugin-postmortems-common';

/** What the policy is asked for. Entity refs are in canonical form. */
export interface PolicyRequest {
  entityRefs: string[];
  /** Those of the entities that caused the incident; their owner is proposed first. */
  cause?: string[];
  /** A severity's name or alias. One that the scale does not know counts as undetermined. */
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

/** The policy before anything is hidden from a reader: reviewers have their names. */
export type ResolvedPolicy = Omit<EffectivePolicy, 'reviewers'> & {
  reviewers: Reviewer[];
};

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
  resolve(request: PolicyRequest): Promise<ResolvedPolicy>;
  /**
   * The decision that an incident with these facts stores now. It is fixed from the resolution
   * on, unless the severity that it hangs on is still undetermined.
   */
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
