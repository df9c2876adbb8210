import { DateTime, Duration } from 'luxon';
import { z } from 'zod';

/**
 * A length of time in a policy: calendar time (ISO 8601 such as `P5D`) or business days.
 *
 * @public
 */
export type PolicyDuration =
  | { iso: string; businessDays?: undefined }
  | { businessDays: number; iso?: undefined };

const BUSINESS_DAYS = /^(\d{1,3})\s+business\s+days?$/i;

/**
 * Reads `P5D`, `PT12H` or `3 business days`.
 *
 * @returns undefined where the text is neither, or the length is not positive, or over ten years
 * @public
 */
export function parsePolicyDuration(text: string): PolicyDuration | undefined {
  const trimmed = text.trim();
  const business = BUSINESS_DAYS.exec(trimmed);
  if (business) {
    const businessDays = Number(business[1]);
    return businessDays > 0 ? { businessDays } : undefined;
  }
  const duration = Duration.fromISO(trimmed.toUpperCase());
  if (!duration.isValid) {
    return undefined;
  }
  const milliseconds = duration.toMillis();
  return milliseconds > 0 &&
    milliseconds <= Duration.fromObject({ years: 10 }).toMillis()
    ? { iso: trimmed.toUpperCase() }
    : undefined;
}

/**
 * The moment a policy's length of time after another. Business days are Monday to Friday in the
 * given zone and keep the time of day; public holidays count as business days.
 *
 * @param start - ISO 8601
 * @param zone - IANA name of the zone whose weekdays count, UTC when absent
 * @returns ISO 8601 in UTC
 * @public
 */
export function addPolicyDuration(
  start: string,
  duration: PolicyDuration,
  zone: string = 'utc',
): string {
  let time = DateTime.fromISO(start, { zone });
  if (duration.iso !== undefined) {
    time = time.plus(Duration.fromISO(duration.iso));
  } else {
    let left = duration.businessDays;
    while (left > 0) {
      time = time.plus({ days: 1 });
      if (time.weekday <= 5) {
        left -= 1;
      }
    }
  }
  return time.toUTC().toISO({ suppressMilliseconds: false })!;
}

/**
 * How a policy's length of time reads in a sentence: `5 days`, `3 business days`, `12 hours`.
 *
 * @public
 */
export function formatPolicyDuration(duration: PolicyDuration): string {
  if (duration.businessDays !== undefined) {
    return duration.businessDays === 1
      ? '1 business day'
      : `${duration.businessDays} business days`;
  }
  return Duration.fromISO(duration.iso, { locale: 'en' }).toHuman();
}

/**
 * A policy's length of time as text.
 *
 * @public
 */
export const policyDurationSchema = z
  .string()
  .max(40)
  .refine(text => parsePolicyDuration(text) !== undefined, {
    message: 'must be a length of time such as P5D, PT12H or 3 business days',
  });
