import { isoTimeSchema } from './isoTime';

describe('isoTimeSchema', () => {
  it.each([
    ['2026-11-03T14:02:00Z', '2026-11-03T14:02:00.000Z'],
    ['2026-11-03T14:02:00.5+01:00', '2026-11-03T13:02:00.500Z'],
    ['2026-11-03T14:02-0530', '2026-11-03T19:32:00.000Z'],
    ['1990-01-01T00:00:00Z', '1990-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(isoTimeSchema.parse(text)).toBe(expected);
  });

  it.each([
    '2026-11-03T14:02:00',
    '2026-11-03',
    '2026-13-03T14:02:00Z',
    '2026-02-30T14:02:00Z',
    'yesterday',
    '',
    '1989-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '1990-01-01T00:00:00+01:00',
    `2026-11-03T14:02:00.${'0'.repeat(40)}Z`,
  ])('refuses %p', text => {
    expect(isoTimeSchema.safeParse(text).success).toBe(false);
  });
});
