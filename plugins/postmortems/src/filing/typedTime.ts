import { DateTime, FixedOffsetZone, Info, type Zone } from 'luxon';

/** A time that exists twice, because clocks were turned back. */
export interface AmbiguousTime {
  /** `HH:mm` */
  wall: string;
  /** Both moments in the order in which they came, each as the text that means it. */
  choices: Array<{ text: string; offset: string; iso: string }>;
}

/** What somebody typed, understood. */
export interface ReadTime {
  ok: true;
  /** ISO 8601 in UTC. */
  iso: string;
  /** The same in full, as the field shows it when one leaves it. */
  text: string;
  ambiguous?: AmbiguousTime;
}

/** What somebody typed, and why it is no moment. */
export type UnreadTime =
  | { ok: false; problem: 'unreadable' | 'noSuchDate' | 'slashes' | 'noTime' }
  | {
      ok: false;
      problem: 'gap';
      wall: string;
      zone: string;
      /** What the clocks showed before and after they were put forward. */
      from: string;
      to: string;
    };

export interface ReadOptions {
  /** IANA name. */
  zone: string;
  now: DateTime;
  /** ISO 8601: the start, whose date a time of day alone takes. */
  start?: string;
}

const TIME =
  /(?:^|[\s,t])(?:at\s+)?(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?|\s*(am|pm))\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/;
const COMPACT_TIME = /^(\d{1,2})(\d{2})$/;
/** A time of day that is earlier than the start's is one after midnight, if it is that close. */
const AFTER_MIDNIGHT_HOURS = 12;

interface TimeOfDay {
  hour: number;
  minute: number;
  second: number;
}

/**
 * Reads a moment as people type it: `14:02`, `1402`, `2:02 pm`, `yesterday 23:10`,
 * `3 Nov 14:02`, `2026-11-03 14:02`, `now`, or ISO 8601 as it stands in a log.
 *
 * A time of day alone falls on the start's date, or the day after where it is just past midnight;
 * for the start itself, on the last day on which it lies in the past.
 */
export function readTypedTime(
  typed: string,
  options: ReadOptions,
): ReadTime | UnreadTime {
  const { zone, now } = options;
  const text = typed.trim().replace(/\s+/g, ' ').toLocaleLowerCase('en-US');
  if (text === 'now') {
    return understood(now.setZone(zone).startOf('minute'));
  }
  const compact = COMPACT_TIME.exec(text);
  const match = compact ? undefined : TIME.exec(text);
  if (!compact && !match) {
    return {
      ok: false,
      problem: readDate(text, now.setZone(zone)).ok ? 'noTime' : 'unreadable',
    };
  }
  const time = compact
    ? { hour: Number(compact[1]), minute: Number(compact[2]), second: 0 }
    : timeOfDay(match!);
  if (!time || time.hour > 23 || time.minute > 59 || time.second > 59) {
    return { ok: false, problem: 'unreadable' };
  }
  const offset = match?.[6];
  const written = offset ? zoneOfOffset(offset) : undefined;
  const readIn = written ?? zone;
  const dateText = match ? text.slice(0, match.index).trim() : '';
  if (!dateText) {
    return resolve(nearestDay(time, readIn, options), time, zone, written);
  }
  const date = readDate(dateText.replace(/,$/, ''), now.setZone(readIn));
  return date.ok ? resolve(date.date, time, zone, written) : date;
}

/**
 * A stored moment as it stands in a field.
 *
 * @param iso - ISO 8601
 */
export function formatTypedTime(iso: string, zone: string): string {
  const time = DateTime.fromISO(iso, { zone });
  return understood(time, isAmbiguous(time)).text;
}

/**
 * The text without the offset that tells two equal times of day apart, for reading it in another
 * zone.
 */
export function withoutOffset(text: string): string {
  return text.replace(/^(\d{4}-\d{2}-\d{2} [\d:]+) [+-]\d{2}:\d{2}$/, '$1');
}

function timeOfDay(match: RegExpExecArray): TimeOfDay | undefined {
  const half = match[4] ?? match[5];
  let hour = Number(match[1]);
  if (half) {
    if (hour < 1 || hour > 12) {
      return undefined;
    }
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  return {
    hour,
    minute: Number(match[2] ?? 0),
    second: Number(match[3] ?? 0),
  };
}

function zoneOfOffset(offset: string): Zone {
  if (/^[a-z]/.test(offset)) {
    return FixedOffsetZone.utcInstance;
  }
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)!;
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  return FixedOffsetZone.instance(sign === '-' ? -total : total);
}

interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

function nearestDay(
  time: TimeOfDay,
  zone: string | Zone,
  options: ReadOptions,
): CalendarDate {
  const { now, start } = options;
  if (!start) {
    const today = now.setZone(zone);
    return calendarDate(
      today.set(time) > now ? today.minus({ day: 1 }) : today,
    );
  }
  const begun = DateTime.fromISO(start, { zone });
  const next = begun.plus({ day: 1 }).set(time);
  const afterMidnight =
    begun.set({ ...time, millisecond: 0 }) < begun.startOf('minute') &&
    next.diff(begun).as('hours') <= AFTER_MIDNIGHT_HOURS;
  return calendarDate(afterMidnight ? next : begun);
}

function calendarDate(time: DateTime): CalendarDate {
  return { year: time.year, month: time.month, day: time.day };
}

type ReadDate =
  | { ok: true; date: CalendarDate }
  | { ok: false; problem: 'unreadable' | 'noSuchDate' | 'slashes' };

function readDate(text: string, today: DateTime): ReadDate {
  if (text === 'today') {
    return { ok: true, date: calendarDate(today) };
  }
  if (text === 'yesterday') {
    return { ok: true, date: calendarDate(today.minus({ day: 1 })) };
  }
  const weekday = Info.weekdays('long', { locale: 'en' }).findIndex(
    name => text.length >= 3 && name.toLowerCase().startsWith(text),
  );
  if (weekday >= 0) {
    const back = (today.weekday - (weekday + 1) + 7) % 7;
    return { ok: true, date: calendarDate(today.minus({ day: back })) };
  }
  const plain = text.replace(/^[a-z]{3,9},? (?=\d|[a-z])/, lead =>
    monthOf(lead.replace(/[, ]/g, '')) ? lead : '',
  );
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso) {
    return dateOf(Number(iso[3]), Number(iso[2]), Number(iso[1]), today);
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(plain);
  if (dotted) {
    return dateOf(Number(dotted[1]), Number(dotted[2]), year(dotted[3]), today);
  }
  const named =
    /^(?<day>\d{1,2})\.? (?<month>[^\d\s.,]{3,12})\.?,?(?: (?<year>\d{4}))?$/.exec(
      plain,
    ) ??
    /^(?<month>[^\d\s.,]{3,12})\.? (?<day>\d{1,2})(?:,? (?<year>\d{4}))?$/.exec(
      plain,
    );
  const month = named?.groups && monthOf(named.groups.month);
  if (named?.groups && month) {
    return dateOf(
      Number(named.groups.day),
      month,
      year(named.groups.year),
      today,
    );
  }
  return {
    ok: false,
    problem: /^\d+\/\d+(\/\d+)?$/.test(plain) ? 'slashes' : 'unreadable',
  };
}

function year(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function monthOf(name: string): number | undefined {
  for (const locale of ['en', undefined]) {
    const index = Info.months('long', { locale }).findIndex(
      month => name.length >= 3 && month.toLowerCase().startsWith(name),
    );
    if (index >= 0) {
      return index + 1;
    }
  }
  return undefined;
}

/** Without a year it is the last such day, tomorrow included for readers further east. */
function dateOf(
  day: number,
  month: number,
  given: number | undefined,
  today: DateTime,
): ReadDate {
  let date = DateTime.utc(given ?? today.year, month, day);
  if (given === undefined && date.isValid) {
    const { year: thisYear, month: thisMonth, day: thisDay } = today;
    const latest = DateTime.utc(thisYear, thisMonth, thisDay).plus({ day: 1 });
    if (date > latest) {
      date = DateTime.utc(today.year - 1, month, day);
    }
  }
  return date.isValid
    ? { ok: true, date: calendarDate(date) }
    : { ok: false, problem: 'noSuchDate' };
}

function resolve(
  date: CalendarDate,
  time: TimeOfDay,
  zone: string,
  written: Zone | undefined,
): ReadTime | UnreadTime {
  const moment = DateTime.fromObject(
    { ...date, ...time },
    { zone: written ?? zone },
  );
  if (!moment.isValid) {
    return { ok: false, problem: 'noSuchDate' };
  }
  if (written) {
    const local = moment.setZone(zone);
    return understood(local, isAmbiguous(local));
  }
  // A time that clocks skipped comes back as another one.
  if (moment.hour !== time.hour || moment.minute !== time.minute) {
    const [from, to] = clockChange(moment);
    const wall = DateTime.utc(2000, 1, 1, time.hour, time.minute);
    return {
      ok: false,
      problem: 'gap',
      wall: wall.toFormat('HH:mm'),
      zone,
      from,
      to,
    };
  }
  return understood(earliest(moment), isAmbiguous(moment));
}

function isAmbiguous(moment: DateTime): boolean {
  return moment.getPossibleOffsets().length > 1;
}

function earliest(moment: DateTime): DateTime {
  return moment
    .getPossibleOffsets()
    .reduce((first, other) => (other < first ? other : first), moment);
}

/** What clocks showed before and after the change within the hours before a moment. */
function clockChange(moment: DateTime): [string, string] {
  let before = moment.minus({ hours: 3 });
  while (before.plus({ minutes: 1 }).offset === before.offset) {
    before = before.plus({ minutes: 1 });
  }
  const after = before.plus({ minutes: 1 });
  return [
    before
      .setZone(FixedOffsetZone.instance(before.offset))
      .plus({ minutes: 1 })
      .toFormat('HH:mm'),
    after.toFormat('HH:mm'),
  ];
}

function understood(moment: DateTime, ambiguous = false): ReadTime {
  const result: ReadTime = {
    ok: true,
    iso: utcIso(moment),
    text: fullText(moment, ambiguous),
  };
  if (ambiguous) {
    const choices = moment
      .getPossibleOffsets()
      .sort((a, b) => a.toMillis() - b.toMillis());
    result.ambiguous = {
      wall: moment.toFormat('HH:mm'),
      choices: choices.map(choice => ({
        text: fullText(choice, true),
        offset: choice.toFormat('ZZ'),
        iso: utcIso(choice),
      })),
    };
  }
  return result;
}

function fullText(moment: DateTime, withOffset: boolean): string {
  const seconds = moment.second > 0 ? ':ss' : '';
  return moment.toFormat(
    `yyyy-LL-dd HH:mm${seconds}${withOffset ? ' ZZ' : ''}`,
  );
}

function utcIso(moment: DateTime): string {
  return moment.toUTC().set({ millisecond: 0 }).toISO()!;
}
