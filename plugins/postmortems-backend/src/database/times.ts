/**
 * A time from a column, whatever the driver makes of it: PostgreSQL's driver gives big integers
 * as text.
 */
type StoredTime = number | string | Date;

/** ISO 8601 as milliseconds since 1970, the form in which times are stored. */
export function toMillis(iso: string): number {
  return Date.parse(iso);
}

/** Like {@link toMillis}, for a column that may be empty. */
export function toOptionalMillis(iso: string | undefined): number | null {
  return iso === undefined ? null : Date.parse(iso);
}

/** A number from a column of big integers, a count or an aggregate. */
export function toNumber(value: number | string): number {
  return Number(value);
}

/** A number where the column has one. */
export function toOptionalNumber(
  value: number | string | null | undefined,
): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** A stored time in ISO 8601. */
export function toIso(value: StoredTime): string {
  if (value instanceof Date) {
    return value.toISOString();
  }
  const millis = Number(value);
  return new Date(Number.isNaN(millis) ? value : millis).toISOString();
}

/** A stored time in ISO 8601, where the column has one. */
export function toOptionalIso(
  value: StoredTime | null | undefined,
): string | undefined {
  return value === null || value === undefined ? undefined : toIso(value);
}
