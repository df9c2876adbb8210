import { isoTimeSchema } from '@hindsight/plugin-postmortems-common';

const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?$/i;

function offsetOf(text: string | undefined): string {
  if (!text || /^(z|utc|gmt)$/i.test(text)) {
    return 'Z';
  }
  const digits = text.slice(1).replace(':', '');
  const [hours, minutes] =
    digits.length <= 2
      ? [digits, '00']
      : [digits.slice(0, -2), digits.slice(-2)];
  return `${text[0]}${hours.padStart(2, '0')}:${minutes}`;
}

/**
 * Reads the times that people type into status pages: with a `T` or a space, hours of one digit,
 * any spelling of an offset. What names no offset is in UTC, as Hugo and Statuspage have it.
 *
 * @returns ISO 8601 in UTC, or why it cannot be read
 */
export function readSourceTime(
  text: string,
):
  | { time: string; problem?: undefined }
  | { time?: undefined; problem: string } {
  const parts = TIME.exec(text.trim());
  if (!parts) {
    return { problem: `'${text.slice(0, 60)}' is no date and time` };
  }
  const [, year, month, day, hour = '0', minute = '00', second = '00'] = parts;
  const fraction = parts[7] ? `.${parts[7].slice(0, 3)}` : '';
  const two = (value: string) => value.padStart(2, '0');
  const iso = `${year}-${two(month)}-${two(day)}T${two(
    hour,
  )}:${minute}:${second}${fraction}${offsetOf(parts[8])}`;
  const checked = isoTimeSchema.safeParse(iso);
  if (!checked.success) {
    return {
      problem: `'${text.slice(0, 60)}' ${
        Number(year) < 1990 || Number(year) >= 2200
          ? 'must lie between the years 1990 and 2200'
          : 'is no date and time'
      }`,
    };
  }
  return { time: checked.data };
}
