import { DateTime } from 'luxon';

/**
 * A moment in the reader's zone; the title tells it in full with its zone, and in UTC.
 */
export function Moment(props: {
  /** ISO 8601 */
  iso: string;
  format?: 'date' | 'dateTime' | 'time' | 'relative';
}) {
  const { iso, format = 'dateTime' } = props;
  const time = DateTime.fromISO(iso);
  const full = `${time.toLocaleString(DateTime.DATETIME_FULL)} · ${time
    .toUTC()
    .toFormat('yyyy-LL-dd HH:mm')} UTC`;
  return (
    <time dateTime={iso} title={full}>
      {formatMoment(time, format)}
    </time>
  );
}

function formatMoment(
  time: DateTime,
  format: 'date' | 'dateTime' | 'time' | 'relative',
): string {
  const sameYear = time.hasSame(DateTime.now(), 'year');
  const year = sameYear ? undefined : 'numeric';
  switch (format) {
    case 'relative':
      return isNow(time) ? now(time) : time.toRelative() ?? '';
    case 'time':
      return time.toLocaleString(DateTime.TIME_24_SIMPLE);
    case 'date':
      return time.toLocaleString({ day: 'numeric', month: 'short', year });
    default:
      return time.toLocaleString({
        day: 'numeric',
        month: 'short',
        year,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
  }
}

/** Within half a minute, in which clocks may differ, too. */
function isNow(time: DateTime): boolean {
  return Math.abs(time.diffNow('seconds').seconds) < 30;
}

function now({ locale }: DateTime): string {
  return new Intl.RelativeTimeFormat(locale ?? undefined, {
    numeric: 'auto',
  }).format(0, 'second');
}

/**
 * A span of time in the reader's zone; the day is said once where it begins and ends on the same.
 */
export function MomentRange(props: {
  /** ISO 8601 */
  from: string;
  /** ISO 8601 */
  to: string;
}) {
  const { from, to } = props;
  const isOneDay = DateTime.fromISO(from).hasSame(DateTime.fromISO(to), 'day');
  return (
    <>
      <Moment iso={from} />
      {isOneDay ? '–' : ' – '}
      <Moment iso={to} format={isOneDay ? 'time' : 'dateTime'} />
    </>
  );
}
