import {
  addPolicyDuration,
  parsePolicyDuration,
  type FrequencyThreshold,
  type PolicySource,
  type SeverityScale,
  type Sourced,
} from '@hindsight/plugin-postmortems-common';
import { Duration } from 'luxon';
import { NONE } from '../values';

/** Negative where the first is stricter. */
export type Compare<T> = (a: T, b: T) => number;

/** Sources without repetition, in order. */
export function mergeSources(sources: Iterable<PolicySource>): PolicySource[] {
  const seen = new Map<string, PolicySource>();
  for (const source of sources) {
    const key = JSON.stringify([
      source.kind,
      source.forEntityRef,
      source.entityRef,
      source.annotation,
      source.rule,
    ]);
    if (!seen.has(key)) {
      seen.set(key, source);
    }
  }
  return [...seen.values()];
}

/**
 * The strictest of several values, with the sources of all that ask for it.
 *
 * @param values - at least one
 */
export function strictest<T>(
  values: readonly Sourced<T>[],
  compare: Compare<T>,
): Sourced<T> {
  let [best] = values;
  for (const value of values) {
    if (compare(value.value, best.value) < 0) {
      best = value;
    }
  }
  return {
    value: best.value,
    sources: mergeSources(
      values
        .filter(value => compare(value.value, best.value) === 0)
        .flatMap(value => value.sources),
    ),
  };
}

/** The threshold that asks for more postmortems is stricter; `none` asks for none. */
export function compareSeverityThresholds(
  scale: SeverityScale,
): Compare<string> {
  const reach = (name: string) => (name === NONE ? -1 : scale.rank(name) ?? -1);
  return (a, b) => reach(b) - reach(a);
}

/** The one that ends earlier, counted from the given moment, is stricter. */
export function compareDurations(
  start: string,
  timeZone: string,
): Compare<string> {
  const end = (text: string) => {
    const duration = parsePolicyDuration(text);
    return duration
      ? Date.parse(addPolicyDuration(start, duration, timeZone))
      : Infinity;
  };
  return (a, b) => {
    const [endA, endB] = [end(a), end(b)];
    return endA === endB ? 0 : endA - endB;
  };
}

/** Fewer incidents in a longer time is stricter, measured by incidents a day. */
export const compareFrequencies: Compare<FrequencyThreshold> = (a, b) => {
  const rate = ({ count, window }: FrequencyThreshold) =>
    count / Duration.fromISO(window).as('days');
  return rate(a) - rate(b) || a.count - b.count;
};

/** The template that is configured first wins. */
export function compareTemplates(
  templateKeys: readonly string[],
): Compare<string> {
  return (a, b) => templateKeys.indexOf(a) - templateKeys.indexOf(b);
}

/** More approvals are stricter. */
export const compareApprovals: Compare<number> = (a, b) => b - a;

/** Restricted is stricter than internal. */
export const compareVisibilities: Compare<'internal' | 'restricted'> = (a, b) =>
  Number(a === 'internal') - Number(b === 'internal');
