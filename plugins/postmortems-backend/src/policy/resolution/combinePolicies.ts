import {
  addPolicyDuration,
  parsePolicyDuration,
  priorities,
  type FrequencyThreshold,
  type PolicyWarning,
  type Priority,
  type Sourced,
} from '@hindsight/plugin-postmortems-common';
import type { PolicyConfiguration } from '../configuration';
import type { EntityPolicy } from './resolveEntityPolicy';
import {
  compareApprovals,
  compareDurations,
  compareFrequencies,
  compareSeverityThresholds,
  compareTemplates,
  compareVisibilities,
  mergeSources,
  strictest,
} from './strictness';

/** The values that hold for several entities together. */
export interface CombinedValues {
  severityThreshold: Sourced<string>;
  frequencyThreshold?: Sourced<FrequencyThreshold>;
  publishWithin: Sourced<string>;
  template: Sourced<string>;
  approvals: Sourced<number>;
  actionItemDue: Sourced<Partial<Record<Priority, string>>>;
  visibility: Sourced<'internal' | 'restricted'>;
}

/** What applies where there is no entity at all. */
function defaultPolicy(configuration: PolicyConfiguration): EntityPolicy {
  const { defaults } = configuration;
  function byDefault<T>(value: T): Sourced<T> {
    return { value, sources: [{ kind: 'default' }] };
  }
  const actionItemDue: EntityPolicy['actionItemDue'] = {};
  for (const priority of priorities) {
    const value = defaults.actionItemDue[priority];
    if (value !== undefined) {
      actionItemDue[priority] = byDefault(value);
    }
  }
  return {
    entityRef: '',
    severityThreshold: byDefault(defaults.severityThreshold),
    frequencyThresholds: [],
    reviewers: [],
    approvals: byDefault(defaults.approvals),
    template: byDefault(defaults.template),
    publishWithin: byDefault(defaults.publishWithin),
    actionItemDue,
    visibility: byDefault(defaults.visibility),
    warnings: [],
  };
}

/**
 * The strictest of each value over all entities, with the sources of all that ask for it.
 *
 * @param reference - ISO 8601; lengths of time are compared from here
 */
export function combineValues(
  entityPolicies: readonly EntityPolicy[],
  configuration: PolicyConfiguration,
  reference: string,
): CombinedValues {
  const { scale, templateKeys, timeZone } = configuration;
  const policies =
    entityPolicies.length > 0 ? entityPolicies : [defaultPolicy(configuration)];
  const durations = compareDurations(reference, timeZone);
  const frequencies = policies.flatMap(policy => policy.frequencyThresholds);
  const due: Partial<Record<Priority, string>> = {};
  const dueSources = [];
  for (const priority of priorities) {
    const values = policies.flatMap(
      policy => policy.actionItemDue[priority] ?? [],
    );
    if (values.length > 0) {
      const { value, sources } = strictest(values, durations);
      due[priority] = value;
      dueSources.push(...sources);
    }
  }
  return {
    severityThreshold: strictest(
      policies.map(policy => policy.severityThreshold),
      compareSeverityThresholds(scale),
    ),
    ...(frequencies.length > 0
      ? { frequencyThreshold: strictest(frequencies, compareFrequencies) }
      : {}),
    publishWithin: strictest(
      policies.map(policy => policy.publishWithin),
      durations,
    ),
    template: strictest(
      policies.map(policy => policy.template),
      compareTemplates(templateKeys),
    ),
    approvals: strictest(
      policies.map(policy => policy.approvals),
      compareApprovals,
    ),
    actionItemDue: { value: due, sources: mergeSources(dueSources) },
    visibility: strictest(
      policies.map(policy => policy.visibility),
      compareVisibilities,
    ),
  };
}

/** When a postmortem is due: the policy's time after the resolution. */
export function dueAt(
  resolvedAt: string | undefined,
  publishWithin: string,
  timeZone: string,
): string | undefined {
  const duration = parsePolicyDuration(publishWithin);
  return resolvedAt && duration
    ? addPolicyDuration(resolvedAt, duration, timeZone)
    : undefined;
}

/** Warnings without repetition: several entities inherit the same broken value. */
export function mergeWarnings(
  warnings: Iterable<PolicyWarning>,
): PolicyWarning[] {
  const byText = new Map<string, PolicyWarning>();
  for (const warning of warnings) {
    const key = JSON.stringify([
      warning.entityRef,
      warning.annotation,
      warning.rule,
      warning.value,
      warning.message,
    ]);
    if (!byText.has(key)) {
      byText.set(key, warning);
    }
  }
  return [...byText.values()];
}
