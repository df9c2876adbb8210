import { TestDatabases } from '@backstage/backend-test-utils';
import {
  SeverityScale,
  type IncidentQuery,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  createStore,
  everything,
  insertAll,
  insertPostmortem,
  prepared,
} from './__testUtils__/incidents';
import { DatabaseIncidentStore } from './DatabaseIncidentStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('incidents on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  async function references(query: IncidentQuery): Promise<string[]> {
    const { items } = await store.list(query, everything);
    return items.map(({ reference }) => reference);
  }

  it('gives back what was stored', async () => {
    const full = prepared({
      title: 'Checkout returned 502',
      summary: 'Card payments failed',
      severity: 'SEV2',
      status: 'resolved',
      kind: 'drill',
      startedAt: '2025-11-03T14:00:00Z',
      detectedAt: '2025-11-03T14:01:00Z',
      acknowledgedAt: '2025-11-03T14:02:00Z',
      mitigatedAt: '2025-11-03T14:03:00Z',
      resolvedAt: '2025-11-03T14:04:00.500Z',
      detection: { how: 'an alert' },
      impact: { customersAffected: 3, customers: ['Acme'] },
      roles: [{ role: 'commander', entityRef: 'user:default/bo' }],
      links: [{ url: 'https://example.org/x', title: 'x' }],
      affects: ['checkout', 'web'],
      owners: { 'component:default/web': 'group:default/web' },
      source: { provider: 'cstate', externalId: 'a', url: 'https://e.org' },
      flags: [{ code: 'TEXT_TRUNCATED', field: 'title', message: 'cut' }],
      required: true,
      dueAt: '2025-11-08T14:04:00.000Z',
    });
    const inserted = await knex.transaction(tx => store.insert(full, tx));
    const found = await store.find(inserted.id, everything);

    expect(JSON.parse(JSON.stringify(found))).toEqual(
      JSON.parse(
        JSON.stringify({
          ...full.incident,
          reference: 'INC-1',
          etag: inserted.etag,
        }),
      ),
    );
    await expect(store.find('inc-1', everything)).resolves.toEqual(found);
    await expect(store.find('INC-2', everything)).resolves.toBeUndefined();
    await expect(
      store.findBySourceUnrestricted('cstate', ['a', 'b']),
    ).resolves.toEqual(new Map([['a', found]]));
    const again = prepared({ source: full.incident.source });
    await expect(
      knex.transaction(tx => store.insert(again, tx)),
    ).rejects.toThrow('cstate a is recorded already');
    await expect(references({})).resolves.toEqual(['INC-1']);
  });

  it('finds by every filter', async () => {
    const [first, second, third] = await insertAll(knex, store, [
      {
        title: 'Zahlungen: Überlast am Gateway-7',
        severity: 'SEV1',
        status: 'resolved',
        startedAt: '2025-01-01T00:00:00Z',
        resolvedAt: '2025-01-01T01:00:00Z',
        affects: ['checkout'],
        above: ['system:default/shop', 'group:default/payments'],
        required: true,
        dueAt: '2025-01-06T00:00:00Z',
      },
      {
        title: 'Search was slow',
        summary: 'the gateway cached nothing',
        kind: 'drill',
        startedAt: '2025-02-01T00:00:00Z',
        affects: ['search'],
        above: ['system:default/shop'],
      },
      {
        title: 'Search was down',
        severity: 'SEV3',
        status: 'resolved',
        startedAt: '2025-03-01T00:00:00Z',
        resolvedAt: '2025-03-01T01:00:00Z',
        required: true,
        dueAt: '2025-03-06T00:00:00Z',
        affects: ['search', 'checkout'],
      },
    ]);
    await insertPostmortem(knex, [third.id], {
      number: 7,
      publishedAt: '2025-03-02T00:00:00Z',
      ownerRef: 'group:default/payments',
    });
    const [r1, r2, r3] = [first, second, third].map(i => i.reference);

    const cases: Array<[IncidentQuery, string[]]> = [
      [{}, [r3, r2, r1]],
      [{ entityRef: ['component:default/checkout'] }, [r3, r1]],
      [{ entityRef: ['system:default/shop'] }, []],
      [{ entityRef: ['system:default/shop'], relation: 'parts' }, [r2, r1]],
      [
        {
          entityRef: ['component:default/checkout', 'group:default/payments'],
          relation: 'parts',
        },
        [r3, r1],
      ],
      [{ severity: ['sev1', 'SEV2'] }, [r1]],
      [{ severity: ['critical'] }, [r1]],
      [{ severity: ['undetermined'] }, [r2]],
      [{ severity: ['undetermined', 'SEV3'] }, [r3, r2]],
      [{ severity: ['SEV9'] }, []],
      [{ status: ['open'] }, [r2]],
      [{ kind: ['drill', 'maintenance'] }, [r2]],
      [{ startedAfter: '2025-02-01T00:00:00.000Z' }, [r3, r2]],
      [{ startedBefore: '2025-02-01T00:00:00.000Z' }, [r1]],
      [{ hasPostmortem: true }, [r3]],
      [{ hasPostmortem: false }, [r2, r1]],
      [{ overdue: true }, [r1]],
      [{ overdue: false }, [r3, r2]],
      [{ required: true }, [r3, r1]],
      [{ required: false }, [r2]],
      [{ needsPostmortem: true }, [r1]],
      [{ needsPostmortem: false }, [r3, r2]],
      [{ text: 'gateway' }, [r2, r1]],
      [{ text: 'GATE over' }, []],
      [{ text: 'uberl gate' }, [r1]],
      [{ text: 'überlast' }, [r1]],
      [{ text: 'ateway' }, []],
      [{ text: 'inc-1' }, [r1]],
      [{ text: 'gateway-7' }, [r1]],
      [{ text: '"search\' & | ! :* NOT was' }, [r2]],
      [{ text: '"search\' OR gateway-7' }, []],
      [{ text: "search' was" }, [r3, r2]],
      [{ text: '- ;' }, []],
    ];
    for (const [query, expected] of cases) {
      const found = await store.list({ ...query, total: true }, everything);
      expect([query, found.items.map(i => i.reference)]).toEqual([
        query,
        expected,
      ]);
      expect(found.totalItems).toBe(found.items.length);
    }
    await expect(store.find(third.id, everything)).resolves.toMatchObject({
      postmortem: {
        reference: 'PM-7',
        status: 'published',
        owner: 'group:default/payments',
        publishedAt: '2025-03-02T00:00:00.000Z',
      },
    });
  });

  it('replaces and deletes only what was read', async () => {
    const [incident] = await insertAll(knex, store, [
      { affects: ['a', 'b'], roles: [{ role: 'x', entityRef: 'user:bo' }] },
    ]);
    await knex('incident_participants').insert({
      incident_id: incident.id,
      entity_ref: 'group:default/sre',
      reason: 'reviewer',
    });
    const next = prepared({ title: 'New words', affects: ['b', 'c'] });
    const change = {
      ...next,
      incident: { ...next.incident, id: incident.id },
    };
    await expect(
      knex.transaction(tx => store.replace(change, 'stale', tx)),
    ).resolves.toBeUndefined();
    const replaced = await knex.transaction(tx =>
      store.replace(change, incident.etag, tx),
    );
    expect(replaced?.etag).not.toBe(incident.etag);
    expect(replaced?.affected.map(({ entityRef }) => entityRef)).toEqual([
      'component:default/b',
      'component:default/c',
    ]);
    await expect(references({ text: 'words' })).resolves.toEqual(['INC-1']);
    await expect(references({ text: 'broke' })).resolves.toEqual([]);
    await expect(
      knex('incident_participants').orderBy('entity_ref').pluck('entity_ref'),
    ).resolves.toEqual(['group:default/sre', 'user:default/ann']);

    const remove = (etag: string) =>
      knex.transaction(tx => store.delete(incident.id, etag, tx));
    await expect(remove(incident.etag)).resolves.toBe('stale');
    await insertPostmortem(knex, [incident.id], { number: 1 });
    await expect(remove(replaced!.etag)).resolves.toBe('covered');
    await knex('postmortem_incidents').delete();
    await expect(remove(replaced!.etag)).resolves.toBe('deleted');
    await expect(references({ text: 'words' })).resolves.toEqual([]);
    const [following] = await insertAll(knex, store, [{ title: 'Words' }]);
    expect(following.reference).toBe('INC-2');
    await expect(references({ text: 'words' })).resolves.toEqual(['INC-2']);
  });

  it('follows relations to their end', async () => {
    const [first] = await insertAll(knex, store, [{}]);
    const [second] = await insertAll(knex, store, [{ followsFrom: first.id }]);
    const [third] = await insertAll(knex, store, [{ followsFrom: second.id }]);
    await expect(
      store.leadsTo('followsFrom', third.id, first.id),
    ).resolves.toBe(true);
    await expect(
      store.leadsTo('followsFrom', first.id, third.id),
    ).resolves.toBe(false);
    await expect(
      store.leadsTo('duplicateOf', third.id, first.id),
    ).resolves.toBe(false);
  });

  it('counts what affected each entity in its window', async () => {
    const [, second] = await insertAll(knex, store, [
      { affects: ['a', 'b'], startedAt: '2025-01-01T00:00:00Z' },
      { affects: ['a'], startedAt: '2025-01-02T00:00:00Z' },
      { affects: ['a'], startedAt: '2025-01-03T00:00:00Z', kind: 'drill' },
      {
        affects: ['a'],
        startedAt: '2025-01-03T00:00:00Z',
        status: 'cancelled',
      },
    ]);
    await insertAll(knex, store, [
      {
        affects: ['a'],
        startedAt: '2025-01-03T00:00:00Z',
        duplicateOf: second.id,
      },
    ]);
    const from = '2025-01-01T00:00:00Z';
    const windows = [
      { entityRef: 'component:default/none', from, to: from },
      { entityRef: 'component:default/a', from, to: '2025-02-01T00:00:00Z' },
      { entityRef: 'component:default/a', from, to: from },
      { entityRef: 'component:default/b', from, to: '2025-02-01T00:00:00Z' },
    ];
    await expect(store.countIncidents(windows)).resolves.toEqual([0, 2, 1, 1]);
    await expect(
      store.countIncidents(windows, { excludeIncidentId: second.id }),
    ).resolves.toEqual([0, 1, 1, 1]);
    await expect(store.countIncidents([])).resolves.toEqual([]);
  });

  it('brings the order of severities up to date with the scale', async () => {
    await insertAll(knex, store, [
      { severity: 'SEV1' },
      { severity: 'SEV2' },
      { severity: 'SEV3' },
    ]);
    await expect(references({ order: 'severity' })).resolves.toEqual([
      'INC-1',
      'INC-2',
      'INC-3',
    ]);
    store = await DatabaseIncidentStore.create({
      knex,
      scale: new SeverityScale([
        { name: 'SEV3', title: '', aliases: [] },
        { name: 'SEV1', title: '', aliases: [] },
      ]),
    });
    await expect(references({ order: 'severity' })).resolves.toEqual([
      'INC-3',
      'INC-1',
      'INC-2',
    ]);
  });
});
