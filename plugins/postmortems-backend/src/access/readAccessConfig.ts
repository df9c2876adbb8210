import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const KEY = 'postmortems.permissions.decisionCache';

const LONGEST_MS = 10_000;

/**
 * Reads how long permission decisions may be remembered.
 *
 * @returns milliseconds; 0, not at all, where nothing is configured
 * @throws Error where it is longer than ten seconds
 */
export function readDecisionCacheMillis(config: Config): number {
  if (!config.has(KEY)) {
    return 0;
  }
  const millis = durationToMilliseconds(
    readDurationFromConfig(config, { key: KEY }),
  );
  if (millis < 0 || millis > LONGEST_MS) {
    throw new Error(
      `Invalid configuration: ${KEY} must be at most 10 seconds, for that long a withdrawn right goes on`,
    );
  }
  return millis;
}
