import {
  addPolicyDuration,
  formatPolicyDuration,
  parsePolicyDuration,
  policyDurationSchema,
} from './policyDuration';

describe('parsePolicyDuration', () => {
  it.each([
    ['P5D', { iso: 'P5D' }],
    [' pt12h ', { iso: 'PT12H' }],
    ['P1M', { iso: 'P1M' }],
    ['P2W', { iso: 'P2W' }],
    ['P10Y', { iso: 'P10Y' }],
    ['3 business days', { businessDays: 3 }],
    ['1 Business Day', { businessDays: 1 }],
    ['999  business  days', { businessDays: 999 }],
    ['0 business days', undefined],
    ['1000 business days', undefined],
    ['-1 business days', undefined],
    ['P3BD', undefined],
    ['P0D', undefined],
    ['P-1D', undefined],
    ['P11Y', undefined],
    ['five days', undefined],
    ['5', undefined],
    ['', undefined],
  ])('reads %p', (text, expected) => {
    expect(parsePolicyDuration(text)).toEqual(expected);
    expect(policyDurationSchema.safeParse(text).success).toBe(
      expected !== undefined,
    );
  });
});

describe('addPolicyDuration', () => {
  // The 6th of November 2026 is a Friday.
  it.each([
    ['2026-11-06T09:00:00.000Z', 'P5D', 'utc', '2026-11-11T09:00:00.000Z'],
    ['2026-11-06T09:00:00.000Z', 'PT36H', 'utc', '2026-11-07T21:00:00.000Z'],
    ['2026-01-31T09:00:00.000Z', 'P1M', 'utc', '2026-02-28T09:00:00.000Z'],
    [
      '2026-11-06T09:00:00.000Z',
      '1 business day',
      'utc',
      '2026-11-09T09:00:00.000Z',
    ],
    [
      '2026-11-06T09:00:00.000Z',
      '3 business days',
      'utc',
      '2026-11-11T09:00:00.000Z',
    ],
    [
      '2026-11-07T09:00:00.000Z',
      '1 business day',
      'utc',
      '2026-11-09T09:00:00.000Z',
    ],
    // Saturday already in Berlin.
    [
      '2026-11-06T23:30:00.000Z',
      '5 business days',
      'Europe/Berlin',
      '2026-11-12T23:30:00.000Z',
    ],
    // The clock goes back between: the time of day stays.
    [
      '2026-10-23T08:00:00.000Z',
      'P5D',
      'Europe/Berlin',
      '2026-10-28T09:00:00.000Z',
    ],
  ])('%s and %s in %s is %s', (start, text, zone, expected) => {
    const duration = parsePolicyDuration(text)!;
    expect(addPolicyDuration(start, duration, zone)).toBe(expected);
  });
});

describe('formatPolicyDuration', () => {
  it.each([
    ['P5D', '5 days'],
    ['P1D', '1 day'],
    ['PT12H', '12 hours'],
    ['P1M', '1 month'],
    ['1 business day', '1 business day'],
    ['3 business days', '3 business days'],
  ])('%s reads %s', (text, expected) => {
    expect(formatPolicyDuration(parsePolicyDuration(text)!)).toBe(expected);
  });
});
