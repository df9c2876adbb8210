import { Duration } from 'luxon';

/**
 * A length of time as people say it, in its two largest units: `1 h 12 min`, `3 d 4 h`, `40 s`.
 *
 * @param seconds - not negative; fractions are dropped
 */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const { days, hours, minutes } = Duration.fromObject({
    days: 0,
    hours: 0,
    minutes: Math.floor(whole / 60),
  }).normalize();
  const parts: Array<[number, string]> = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'min'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** Seconds between two moments in ISO 8601; undefined where one is missing. */
export function secondsBetween(
  from: string | undefined,
  to: string | undefined,
): number | undefined {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : undefined;
}
