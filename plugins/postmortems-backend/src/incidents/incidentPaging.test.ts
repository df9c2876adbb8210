import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import {
  SeverityScale,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { createStore, everything, insertAll } from './__testUtils__/incidents';
import type { DatabaseIncidentStore } from './DatabaseIncidentStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

function scaleRank(severity: string): number {
  return new SeverityScale().rank(severity)!;
}

describe.each(databases.eachSupportedId())('pages on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('orders and pages both ways, each row once', async () => {
    const day = (n: number) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString();
    const incidents = await insertAll(
      knex,
      store,
      Array.from({ length: 11 }, (_, i) => ({
        // Equal values throughout, so that the id has to decide.
        startedAt: day(i % 4),
        resolvedAt: i % 3 === 0 ? undefined : day((i % 4) + (i % 3)),
        severity: [undefined, 'SEV1', 'SEV3'][i % 3],
        required: i % 2 === 0,
        dueAt: i % 2 === 0 ? day(20 - (i % 5)) : undefined,
      })),
    );
    const duration = (i: Incident) =>
      i.resolvedAt ? Date.parse(i.resolvedAt) - Date.parse(i.startedAt) : -1;
    const byId = (a: Incident, b: Incident) => (a.id < b.id ? -1 : 1);
    const weight = (i: Incident) =>
      i.severity === undefined ? 0 : 4 - scaleRank(i.severity);
    const start = (i: Incident) => Date.parse(i.startedAt);
    const due = (i: Incident) =>
      i.postmortemDecision.dueAt
        ? Date.parse(i.postmortemDecision.dueAt)
        : Infinity;
    const compare = {
      '-startedAt': (a: Incident, b: Incident) =>
        start(b) - start(a) || byId(b, a),
      startedAt: (a: Incident, b: Incident) =>
        start(a) - start(b) || byId(a, b),
      severity: (a: Incident, b: Incident) =>
        weight(b) - weight(a) || start(b) - start(a) || byId(b, a),
      '-duration': (a: Incident, b: Incident) =>
        duration(b) - duration(a) || byId(b, a),
      dueAt: (a: Incident, b: Incident) =>
        (due(a) === due(b) ? 0 : due(a) - due(b)) || byId(a, b),
    };
    for (const order of Object.keys(compare) as Array<keyof typeof compare>) {
      const expected = [...incidents]
        .sort(compare[order])
        .map(i => i.reference);
      const forth: string[][] = [];
      const back: string[][] = [];
      let page = await store.list({ order, limit: 4 }, everything);
      expect(page.pageInfo.prevCursor).toBeUndefined();
      for (;;) {
        forth.push(page.items.map(i => i.reference));
        const { nextCursor } = page.pageInfo;
        if (!nextCursor) {
          break;
        }
        page = await store.list(
          { order, limit: 4, cursor: nextCursor },
          everything,
        );
      }
      for (;;) {
        back.unshift(page.items.map(i => i.reference));
        const { prevCursor } = page.pageInfo;
        if (!prevCursor) {
          break;
        }
        page = await store.list(
          { order, limit: 4, cursor: prevCursor },
          everything,
        );
      }
      expect([order, forth.flat()]).toEqual([order, expected]);
      expect([order, back.flat()]).toEqual([order, expected]);
      expect(page.pageInfo.nextCursor).toBeDefined();
    }
  });

  it('refuses cursors that are made by hand or belong to another list', async () => {
    await insertAll(knex, store, [{}, {}, {}]);
    const { pageInfo } = await store.list({ limit: 1 }, everything);
    const cursor = pageInfo.nextCursor!;
    const forge = (change: object) =>
      Buffer.from(
        JSON.stringify({
          ...JSON.parse(Buffer.from(cursor, 'base64url').toString()),
          ...change,
        }),
      ).toString('base64url');
    for (const query of [
      { cursor: 'x' },
      { cursor: 'eyJ9' },
      { cursor: Buffer.from('null').toString('base64url') },
      { cursor: forge({ k: ['1', 2] }) },
      { cursor: forge({ k: [1] }) },
      { cursor: forge({ k: [1, '\0'] }) },
      { cursor: forge({ k: [1e300, 'A'] }) },
      { cursor, order: 'startedAt' as const },
      { cursor, status: ['open' as const] },
    ]) {
      await expect(store.list(query, everything)).rejects.toThrow(InputError);
    }
    await expect(
      store.list({ cursor: forge({ k: [9e15, 'A'] }) }, everything),
    ).resolves.toMatchObject({ items: { length: 3 } });
    const bySeverity = await store.list(
      { limit: 1, order: 'severity' },
      everything,
    );
    const huge = Buffer.from(
      JSON.stringify({
        ...JSON.parse(
          Buffer.from(bySeverity.pageInfo.nextCursor!, 'base64url').toString(),
        ),
        k: [9e15, 1, 'A'],
      }),
    ).toString('base64url');
    await expect(
      store.list({ cursor: huge, order: 'severity' }, everything),
    ).resolves.toMatchObject({ items: { length: 3 } });
  });
});
