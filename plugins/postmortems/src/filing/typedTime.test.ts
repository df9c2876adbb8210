import { DateTime } from 'luxon';
import { formatTypedTime, readTypedTime, withoutOffset } from './typedTime';

const BERLIN = 'Europe/Berlin';

function read(
  text: string,
  options: { zone?: string; now?: string; start?: string } = {},
) {
  const { zone = BERLIN, now = '2026-11-03T15:30:20Z', start } = options;
  return readTypedTime(text, { zone, now: DateTime.fromISO(now), start });
}

describe('readTypedTime', () => {
  it.each([
    ['14:02', '2026-11-03T13:02:00.000Z'],
    ['14.02', '2026-11-03T13:02:00.000Z'],
    ['1402', '2026-11-03T13:02:00.000Z'],
    ['902', '2026-11-03T08:02:00.000Z'],
    ['2:02 pm', '2026-11-03T13:02:00.000Z'],
    ['2pm', '2026-11-03T13:00:00.000Z'],
    ['12:05 am', '2026-11-02T23:05:00.000Z'],
    ['now', '2026-11-03T15:30:00.000Z'],
    ['23:50', '2026-11-02T22:50:00.000Z'],
    ['yesterday 23:10', '2026-11-02T22:10:00.000Z'],
    ['Mon 23:10', '2026-11-02T22:10:00.000Z'],
    ['3 Nov 14:02', '2026-11-03T13:02:00.000Z'],
    ['Nov 3, 2:02 pm', '2026-11-03T13:02:00.000Z'],
    ['Tue 3 Nov 2026, 14:02', '2026-11-03T13:02:00.000Z'],
    ['28 December 09:00', '2025-12-28T08:00:00.000Z'],
    ['3.11. 14:02', '2026-11-03T13:02:00.000Z'],
    ['3.11.2026 14.02', '2026-11-03T13:02:00.000Z'],
    ['2026-11-03 14:02:09', '2026-11-03T13:02:09.000Z'],
    ['2026-11-03T14:02:09.123Z', '2026-11-03T14:02:09.000Z'],
    ['2026-11-03 14:02 -05:00', '2026-11-03T19:02:00.000Z'],
    ['14:02 UTC', '2026-11-03T14:02:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(read(text)).toMatchObject({ ok: true, iso });
  });

  it('reads a time of day in the zone that is asked for', () => {
    expect(read('14:02', { zone: 'Asia/Kolkata' })).toMatchObject({
      iso: '2026-11-03T08:32:00.000Z',
      text: '2026-11-03 14:02',
    });
    expect(read('14:02', { zone: 'America/New_York' })).toMatchObject({
      iso: '2026-11-02T19:02:00.000Z',
    });
  });

  it.each([
    ['14:06', '2026-10-20T12:06:00.000Z'],
    // Past midnight, but not merely mistyped.
    ['00:20', '2026-10-20T22:20:00.000Z'],
    ['13:58', '2026-10-20T11:58:00.000Z'],
  ])("puts %s alone on the start's date", (text, iso) => {
    expect(read(text, { start: '2026-10-20T12:02:00Z' })).toMatchObject({
      iso,
    });
  });

  it.each([
    ['3/11 14:02', 'slashes'],
    ['2026-11-03', 'noTime'],
    ['2026-02-30 14:02', 'noSuchDate'],
    ['25:00', 'unreadable'],
    ['13:00 pm', 'unreadable'],
    ['just after lunch', 'unreadable'],
  ])('says why %s is no time', (text, problem) => {
    expect(read(text)).toMatchObject({ ok: false, problem });
  });

  it('refuses a time that clocks skipped', () => {
    expect(read('2026-03-29 02:30')).toEqual({
      ok: false,
      problem: 'gap',
      wall: '02:30',
      zone: BERLIN,
      from: '02:00',
      to: '03:00',
    });
  });

  it('takes the first of two equal times and offers the second', () => {
    const result = read('2026-10-25 02:30');
    expect(result).toMatchObject({
      ok: true,
      iso: '2026-10-25T00:30:00.000Z',
      text: '2026-10-25 02:30 +02:00',
    });
    const { ambiguous } = result as { ambiguous: { choices: object[] } };
    expect(ambiguous.choices).toEqual([
      expect.objectContaining({ text: '2026-10-25 02:30 +02:00' }),
      expect.objectContaining({ text: '2026-10-25 02:30 +01:00' }),
    ]);
    expect(read('2026-10-25 02:30 +01:00')).toMatchObject({
      iso: '2026-10-25T01:30:00.000Z',
      text: '2026-10-25 02:30 +01:00',
    });
  });

  it('writes what it reads', () => {
    for (const iso of [
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-11-03T13:02:09.000Z',
    ]) {
      expect(read(formatTypedTime(iso, BERLIN))).toMatchObject({ iso });
    }
    expect(withoutOffset('2026-10-25 02:30 +01:00')).toBe('2026-10-25 02:30');
  });
});
