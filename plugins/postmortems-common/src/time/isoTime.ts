import { DateTime } from 'luxon';
import { z } from 'zod';

const EARLIEST = '1990-01-01T00:00:00.000Z';
const LATEST = '2200-01-01T00:00:00.000Z';

/**
 * A moment in ISO 8601 with its offset; the parsed value is the same moment in UTC with
 * milliseconds, as it is stored and sent.
 *
 * Years before 1990 and from 2200 on are refused: they are unset clocks and typing errors.
 *
 * @public
 */
export const isoTimeSchema = z
  .string()
  .max(40)
  .transform((value, context) => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!/(Z|[+-]\d{2}:?\d{2})$/i.test(value)) {
      return fail(
        'must be a time in ISO 8601 with its offset, such as 2026-11-03T14:02:00Z',
      );
    }
    const time = DateTime.fromISO(value, { zone: 'utc' });
    if (!time.isValid) {
      return fail(
        'must be a time in ISO 8601 with its offset, such as 2026-11-03T14:02:00Z',
      );
    }
    const iso = time.toISO({ suppressMilliseconds: false });
    if (iso < EARLIEST || iso >= LATEST) {
      return fail('must lie between the years 1990 and 2200');
    }
    return iso;
  });
