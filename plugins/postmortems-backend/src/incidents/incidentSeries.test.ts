import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  createStore,
  everything,
  insertAll,
  insertInBulk,
  insertPostmortem,
  type Sample,
} from './__testUtils__/incidents';
import type { DatabaseIncidentStore } from './DatabaseIncidentStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

const MINUTE = 60_000;

/** An incident with a start and what it took in minutes. */
function lasting(
  start: string,
  minutes: { mitigate?: number; resolve?: number },
  rest: Sample = {},
): Sample {
  const at = (after: number | undefined) =>
    after === undefined
      ? undefined
      : new Date(Date.parse(start) + after * MINUTE).toISOString();
  return {
    startedAt: start,
    mitigatedAt: at(minutes.mitigate),
    resolvedAt: at(minutes.resolve),
    status: minutes.resolve === undefined ? 'open' : 'resolved',
    ...rest,
  };
}

describe.each(databases.eachSupportedId())('series on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('is empty without incidents', async () => {
    await expect(store.series({}, everything)).resolves.toEqual({
      points: [],
      totals: {
        incidents: 0,
        needPostmortem: 0,
        overdue: 0,
        open: 0,
        medianSecondsToMitigate: undefined,
        medianSecondsToMitigateN: 0,
      },
    });
  });

  it('draws points and adds up what they say', async () => {
    const due = { required: true, dueAt: '2025-02-01T00:00:00.000Z' };
    const start = '2025-01-01T00:00:00.000Z';
    const [filed, , , published] = await insertAll(knex, store, [
      lasting(start, { mitigate: 10, resolve: 20 }, due),
      lasting(start, { mitigate: 41, resolve: 50 }, due),
      lasting(start, { mitigate: 13 }, due),
      lasting(start, { mitigate: 20, resolve: 30 }, due),
      lasting(start, { resolve: 40 }),
      // None of these has a say in the median, or lacks a postmortem.
      lasting(start, { mitigate: 900, resolve: 901 }, { kind: 'drill' }),
      lasting(start, { mitigate: 900 }, { ...due, status: 'cancelled' }),
      lasting(
        start,
        { mitigate: 900, resolve: 800 },
        {
          flags: [
            { code: 'TIMES_OUT_OF_ORDER', field: 'resolvedAt', message: '' },
          ],
        },
      ),
    ]);
    await insertAll(knex, store, [
      lasting(
        start,
        { mitigate: 900, resolve: 901 },
        { ...due, duplicateOf: filed.id },
      ),
    ]);
    await insertPostmortem(knex, [filed.id], { number: 1 });
    await insertPostmortem(knex, [published.id], {
      number: 2,
      publishedAt: '2025-01-05T00:00:00Z',
    });

    const series = await store.series({}, everything);
    expect(series.totals).toEqual({
      incidents: 9,
      needPostmortem: 1,
      overdue: 3,
      open: 1,
      // 10, 13, 20 and 41 minutes.
      medianSecondsToMitigate: 16.5 * 60,
      medianSecondsToMitigateN: 4,
    });
    expect(series.bins).toBeUndefined();
    expect(series.points).toHaveLength(9);
    expect(series.points?.[0]).toEqual({
      id: filed.id,
      reference: 'INC-1',
      title: 'Something broke',
      startedAt: start,
      durationSeconds: 20 * 60,
      severity: undefined,
      status: 'resolved',
      kind: 'incident',
      required: true,
      hasPostmortem: true,
    });
    expect(series.points?.[2].durationSeconds).toBeUndefined();
    expect(series.points?.[7].durationSeconds).toBeUndefined();

    await expect(
      store.series({ hasPostmortem: true }, everything),
    ).resolves.toMatchObject({
      points: [{ reference: 'INC-1' }, { reference: 'INC-4' }],
      totals: { incidents: 2, medianSecondsToMitigate: 15 * 60 },
    });
  });

  it('bins what is too much to draw, by weeks that begin on Monday', async () => {
    const sunday = '2025-01-05T23:59:59.999Z';
    const monday = '2025-01-06T00:00:00.000Z';
    const many = Array.from({ length: 499 }, (_, i) =>
      lasting(monday, { resolve: i + 1 }, { severity: 'SEV1' }),
    );
    const ever = [
      lasting(sunday, { resolve: 7 }),
      lasting(sunday, {}),
      ...many,
      lasting(monday, {}, { severity: 'SEV1' }),
    ];
    await insertInBulk(knex, ever);
    const series = await store.series({}, everything);
    expect(series).toMatchObject({ totals: { incidents: 502, open: 2 } });
    expect(series.points).toBeUndefined();
    expect(series.bins).toEqual([
      {
        from: '2024-12-30T00:00:00.000Z',
        severity: undefined,
        count: 2,
        medianDurationSeconds: 7 * 60,
        maxDurationSeconds: 7 * 60,
      },
      {
        from: monday,
        severity: 'SEV1',
        count: 500,
        medianDurationSeconds: 250 * 60,
        maxDurationSeconds: 499 * 60,
      },
    ]);
    await expect(
      store.series({ startedBefore: monday }, everything),
    ).resolves.toMatchObject({ points: { length: 2 } });

    // A history of centuries still gives a bounded number of bins.
    await insertInBulk(knex, [
      lasting('1990-01-01T00:00:00Z', {}),
      lasting('2199-01-01T00:00:00Z', {}),
    ]);
    const { bins = [] } = await store.series({}, everything);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(504);
    expect(bins.map(({ from }) => new Date(from).getUTCDay())).toEqual(
      bins.map(() => 1),
    );
    const weeks =
      (Date.parse(bins[bins.length - 1].from) - Date.parse(bins[0].from)) /
      (7 * 24 * 60 * MINUTE);
    expect(weeks % Math.ceil(weeks / 520)).toBe(0);
  });
});
