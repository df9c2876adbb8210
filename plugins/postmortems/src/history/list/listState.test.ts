import { DateTime } from 'luxon';
import {
  DEFAULT_LIST_STATE,
  parseListState,
  periodOf,
  toRequest,
  writeListState,
  type ListState,
} from './listState';

const now = DateTime.fromISO('2026-11-21T15:30:00', { zone: 'utc' });

describe('the list in the address bar', () => {
  it('comes back as it was written', () => {
    const state: ListState = {
      entityRef: 'component:default/checkout-api',
      relation: 'self',
      severity: ['SEV1', 'undetermined'],
      status: ['open', 'resolved'],
      kind: ['drill'],
      text: 'card payments',
      postmortem: 'needed',
      order: '-duration',
      range: '24m',
      from: '2026-01-02',
      to: '2026-02-03',
      cursor: 'abc',
      limit: 50,
    };

    const params = writeListState(state, new URLSearchParams());

    expect(parseListState(new URLSearchParams(params.toString()))).toEqual(
      state,
    );
  });

  it('says nothing where it is as usual, and leaves other parameters alone', () => {
    const params = writeListState(
      DEFAULT_LIST_STATE,
      new URLSearchParams('other=1&severity=SEV1&cursor=x'),
    );

    expect(params.toString()).toBe('other=1');
  });

  it('takes what it does not understand as not said', () => {
    const state = parseListState(
      new URLSearchParams(
        'status=broken&kind=&order=title&range=9y&from=2026-13-01&to=soon&limit=9999&postmortem=maybe&relation=all',
      ),
    );

    expect(state).toEqual(DEFAULT_LIST_STATE);
  });
});

describe('the request of a list', () => {
  it.each([
    ['has', { hasPostmortem: true }],
    ['none', { hasPostmortem: false }],
    ['needed', { needsPostmortem: true }],
    ['overdue', { overdue: true }],
  ] as const)('asks for postmortem “%s”', (postmortem, expected) => {
    expect(
      toRequest({ ...DEFAULT_LIST_STATE, range: 'all', postmortem }, now),
    ).toEqual(expected);
  });

  it('asks the same all day for a period that ends now', () => {
    const at = (time: string) =>
      toRequest(
        DEFAULT_LIST_STATE,
        DateTime.fromISO(`2026-11-21T${time}`, { zone: 'utc' }),
      );

    expect(at('00:01')).toEqual({ startedAfter: '2025-11-21T00:00:00.000Z' });
    expect(at('23:59')).toEqual(at('00:01'));
  });

  it('covers a chosen day to its end, whatever the preset', () => {
    const period = periodOf(
      { range: '3m', from: '2026-03-01', to: '2026-03-01' },
      now,
    );

    expect(period.to?.diff(period.from!).as('hours')).toBe(24);
  });
});
