import { INCIDENT_TIMES } from '@hindsight/plugin-postmortems-common';
import type { DateTime } from 'luxon';
import { readTimes } from './filingSchema';
import type { FilingValues } from './filingValues';

/**
 * The typed times written out: a `14:02` that was typed yesterday means yesterday's.
 *
 * @param now - when they were typed
 */
export function settledTimes(
  values: FilingValues,
  now: DateTime,
): FilingValues['times'] {
  const read = readTimes({ ...values, ongoing: false }, now);
  const times = { ...values.times };
  for (const field of INCIDENT_TIMES) {
    const time = read[field];
    if (time?.ok) {
      times[field] = time.text;
    }
  }
  return times;
}
