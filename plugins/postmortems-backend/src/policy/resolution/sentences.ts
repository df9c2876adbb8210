import {
  formatPolicyDuration,
  type FrequencyThreshold,
  type IncidentKind,
  type PolicySource,
  type RequirementReason,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import type { Hierarchy } from '../hierarchy';
import { enumerate, nameOf, ordinal } from './names';

/** A threshold and one of the places that it comes from. */
export interface ThresholdFact {
  threshold: string;
  source: PolicySource;
}

/** More places than this are counted and not named. */
const MAX_NAMED = 3;

/** Why imported history asks for nothing. */
export const IMPORTED_SENTENCE =
  'Not required: imported history never asks for a postmortem.';

/** Why an incident without entities asks for nothing. */
export const NO_ENTITY_SENTENCE =
  'Not required: no affected entity is named, so no policy applies.';

function subject(source: PolicySource, hierarchy: Hierarchy): string {
  switch (source.kind) {
    case 'annotation':
      return source.entityRef
        ? nameOf(source.entityRef, hierarchy)
        : 'the catalog';
    case 'rule':
      return `the rule “${source.rule}”`;
    default:
      return 'the default';
  }
}

function list(clauses: readonly string[]): string {
  const distinct = [...new Set(clauses)];
  if (distinct.length <= MAX_NAMED) {
    return enumerate(distinct);
  }
  const rest = distinct.length - (MAX_NAMED - 1);
  return enumerate([
    ...distinct.slice(0, MAX_NAMED - 1),
    `${rest} more places do as well`,
  ]);
}

function thresholdClauses(
  facts: readonly ThresholdFact[],
  hierarchy: Hierarchy,
): string {
  return list(
    facts.map(
      ({ threshold, source }) =>
        `${subject(source, hierarchy)} asks for one from ${threshold}`,
    ),
  );
}

/** Required by severity. */
export function describeReached(
  facts: readonly ThresholdFact[],
  hierarchy: Hierarchy,
): string {
  return `Required, because ${thresholdClauses(facts, hierarchy)}.`;
}

/**
 * Required by frequency. How many incidents there have been is not said: some of them may be
 * hidden from whoever reads this.
 */
export function describeFrequency(
  facts: ReadonlyArray<{
    entityRef: string;
    threshold: FrequencyThreshold;
    sources: PolicySource[];
  }>,
  hierarchy: Hierarchy,
): string {
  const clauses = facts.map(({ entityRef, threshold, sources }) => {
    const span = formatPolicyDuration({ iso: threshold.window });
    const asking = enumerate([
      ...new Set(sources.map(source => subject(source, hierarchy))),
    ]);
    const reached = `${threshold.count} ${
      threshold.count === 1 ? 'incident' : 'incidents'
    }`;
    return `${nameOf(
      entityRef,
      hierarchy,
    )} has reached ${reached} within ${span}, and ${asking} asks for one from the ${ordinal(
      threshold.count,
    )}`;
  });
  return `Required, because ${list(clauses)}.`;
}

/** Not severe enough. */
export function describeBelow(
  facts: readonly ThresholdFact[],
  severity: string,
  hierarchy: Hierarchy,
): string {
  return `Not required: this is ${severity}, and ${thresholdClauses(
    facts,
    hierarchy,
  )}.`;
}

/** Nobody has said how severe it is. */
export function describeUndetermined(
  facts: readonly ThresholdFact[],
  hierarchy: Hierarchy,
  describe: boolean,
): string {
  if (!describe) {
    const clauses = thresholdClauses(facts, hierarchy);
    return `Not known yet: the severity is undetermined, and ${clauses}.`;
  }
  const clauses = facts.map(
    ({ source }) => `${subject(source, hierarchy)} asks for it`,
  );
  return `Required from ${facts[0].threshold}, because ${list(clauses)}.`;
}

/** Severity never asks for one. */
export function describeNoThreshold(
  facts: readonly ThresholdFact[],
  hierarchy: Hierarchy,
): string {
  const clauses = facts.map(
    ({ source }) =>
      `${subject(source, hierarchy)} asks for none at any severity`,
  );
  return `Not required: ${list(clauses)}.`;
}

/** Drills and maintenance. */
export function describeKind(kind: IncidentKind): string {
  return kind === 'drill'
    ? 'Not required: a drill never asks for a postmortem.'
    : 'Not required: maintenance never asks for a postmortem.';
}

/** Older than the programme. */
export function describeBefore(since: string, timeZone: string): string {
  const date = DateTime.fromISO(since, { zone: timeZone })
    .setLocale('en-GB')
    .toLocaleString(DateTime.DATE_FULL);
  return `Not required: it started before ${date}, from when on postmortems are required.`;
}

/**
 * The answer without any name of the catalog, for readers who may not see one of the places that
 * it comes from.
 */
export function describeWithoutNames(
  reason: RequirementReason,
  facts: { threshold?: string; describe?: boolean } = {},
): string | undefined {
  const from =
    facts.threshold && facts.threshold !== 'none'
      ? ` from ${facts.threshold}`
      : '';
  switch (reason) {
    case 'SEVERITY_REACHED':
      return from
        ? `Required, because the policy asks for one${from}.`
        : 'Required, because the policy asks for one at this severity.';
    case 'FREQUENCY_REACHED':
      return 'Required, because the policy asks for one after this many incidents.';
    case 'SEVERITY_BELOW':
      return from
        ? `Not required: the policy asks for one${from}.`
        : 'Not required: the policy asks for none at this severity.';
    case 'SEVERITY_UNDETERMINED':
      if (facts.describe && from) {
        return `Required${from} by the policy.`;
      }
      return from
        ? `Not known yet: the severity is undetermined, and the policy asks for one${from}.`
        : 'Not known yet: the severity is undetermined.';
    case 'NO_THRESHOLD':
      return 'Not required: the policy asks for none at any severity.';
    default:
      return undefined;
  }
}
