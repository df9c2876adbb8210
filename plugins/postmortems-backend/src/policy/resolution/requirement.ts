import type {
  EffectivePolicy,
  IncidentKind,
  PolicySource,
  RequirementReason,
  FrequencyThreshold,
} from '@hindsight/plugin-postmortems-common';
import type { PolicyConfiguration } from '../configuration';
import type { Hierarchy } from '../hierarchy';
import { NONE } from '../values';
import type { EntityPolicy } from './resolveEntityPolicy';
import {
  describeBefore,
  describeBelow,
  describeFrequency,
  describeKind,
  describeNoThreshold,
  describeReached,
  describeUndetermined,
  IMPORTED_SENTENCE,
  NO_ENTITY_SENTENCE,
  type ThresholdFact,
} from './sentences';
import { compareSeverityThresholds, mergeSources } from './strictness';

/** A frequency threshold of an entity and how many incidents there have been. */
export interface FrequencyFact {
  entityRef: string;
  threshold: FrequencyThreshold;
  sources: PolicySource[];
  /** Incidents within the window, this one included. */
  count: number;
}

/** What the requirement hangs on, beside the policies of the entities. */
export interface RequirementFacts {
  kind: IncidentKind;
  /** A name of the scale. */
  severity?: string;
  /** ISO 8601 */
  startedAt?: string;
  imported?: boolean;
  /** Only the policy is described; no incident is at hand. */
  describe?: boolean;
  frequencies: readonly FrequencyFact[];
}

/** The answer, why, and where that comes from. */
export type Requirement = EffectivePolicy['required'];

function answer(
  value: boolean,
  reason: RequirementReason,
  because: string,
  sources: PolicySource[] = [],
): Requirement {
  return { value, reason, because, sources: mergeSources(sources) };
}

function thresholdFacts(policies: readonly EntityPolicy[]): ThresholdFact[] {
  return policies.flatMap(({ severityThreshold }) =>
    severityThreshold.sources.map(source => ({
      threshold: severityThreshold.value,
      source,
    })),
  );
}

function sourcesOf(facts: readonly ThresholdFact[]): PolicySource[] {
  return facts.map(fact => fact.source);
}

/**
 * Whether a frequency count can change the answer; where it cannot, nothing needs to be counted.
 */
export function hangsOnFrequency(requirement: Requirement): boolean {
  return (
    requirement.reason === 'SEVERITY_BELOW' ||
    requirement.reason === 'SEVERITY_UNDETERMINED' ||
    requirement.reason === 'NO_THRESHOLD'
  );
}

/** Whether a postmortem is required for an incident that affects these entities. */
export function decideRequirement(
  policies: readonly EntityPolicy[],
  facts: RequirementFacts,
  configuration: PolicyConfiguration,
  hierarchy: Hierarchy,
): Requirement {
  const { scale, requiredSince, timeZone } = configuration;
  const { severity } = facts;
  if (facts.kind !== 'incident') {
    return answer(false, 'NOT_AN_INCIDENT', describeKind(facts.kind));
  }
  if (facts.imported) {
    return answer(false, 'IMPORTED', IMPORTED_SENTENCE);
  }
  if (
    requiredSince &&
    facts.startedAt &&
    Date.parse(facts.startedAt) < Date.parse(requiredSince)
  ) {
    return answer(
      false,
      'BEFORE_REQUIRED_SINCE',
      describeBefore(requiredSince, timeZone),
    );
  }
  if (policies.length === 0) {
    return answer(false, 'NO_AFFECTED_ENTITY', NO_ENTITY_SENTENCE);
  }

  const thresholds = thresholdFacts(policies);
  const reached = thresholds.filter(
    ({ threshold }) =>
      severity !== undefined &&
      threshold !== NONE &&
      scale.isAtLeast(severity, threshold),
  );
  if (reached.length > 0) {
    return answer(
      true,
      'SEVERITY_REACHED',
      describeReached(reached, hierarchy),
      sourcesOf(reached),
    );
  }
  const frequent = facts.frequencies.filter(
    ({ count, threshold }) => count >= threshold.count,
  );
  if (frequent.length > 0) {
    return answer(
      true,
      'FREQUENCY_REACHED',
      describeFrequency(frequent, hierarchy),
      frequent.flatMap(({ sources }) => sources),
    );
  }
  const bySeverity = thresholds.filter(({ threshold }) => threshold !== NONE);
  if (bySeverity.length === 0) {
    return answer(
      false,
      'NO_THRESHOLD',
      describeNoThreshold(thresholds, hierarchy),
      sourcesOf(thresholds),
    );
  }
  const compare = compareSeverityThresholds(scale);
  const strictestFirst = [...bySeverity].sort((a, b) =>
    compare(a.threshold, b.threshold),
  );
  const decisive = strictestFirst.filter(
    ({ threshold }) => compare(threshold, strictestFirst[0].threshold) === 0,
  );
  return severity === undefined
    ? answer(
        false,
        'SEVERITY_UNDETERMINED',
        describeUndetermined(decisive, hierarchy, facts.describe ?? false),
        sourcesOf(decisive),
      )
    : answer(
        false,
        'SEVERITY_BELOW',
        describeBelow(decisive, severity, hierarchy),
        sourcesOf(decisive),
      );
}
