import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  PostmortemQuery,
  PostmortemTemplate,
  Reviewer,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { migrateToLatest } from '../database';
import {
  DatabasePostmortemStore,
  type PreparedPostmortem,
} from './DatabasePostmortemStore';
import { PostmortemList } from './PostmortemList';
import { insertTestIncidents } from './__testUtils__/incidents';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const template: PostmortemTemplate = {
  key: 'standard',
  title: 'Standard',
  description: '',
  sections: [
    { key: 'summary', title: 'Summary', help: 'In short.', required: true },
    { key: 'impact', title: 'Impact', help: '', required: false },
  ],
};

const sre: Reviewer = {
  entityRef: 'group:default/sre',
  token: 'group:default/sre',
  required: true,
  because: [{ kind: 'rule', rule: 'Tier 1' }],
};

function prepared(
  id: string,
  incidentId: string,
  more: Partial<PreparedPostmortem> = {},
): PreparedPostmortem {
  return {
    id,
    incidentId,
    status: 'draft',
    owner: 'group:default/payments',
    template,
    reviewers: [sre],
    approvals: 1,
    sections: {},
    createdBy: 'user:default/ann',
    createdAt: '2026-11-02T10:00:00.000Z',
    ...more,
  };
}

const everything = () => {};

describe.each(databases.eachSupportedId())('postmortems on %s', databaseId => {
  let knex: Knex;
  let store: DatabasePostmortemStore;

  async function insertOne(postmortem: PreparedPostmortem) {
    await knex.transaction(tx => store.insert(postmortem, tx));
  }

  async function insert(...postmortems: PreparedPostmortem[]) {
    for (const postmortem of postmortems) {
      await insertOne(postmortem);
    }
  }

  async function participants(incidentId: string) {
    const rows = await knex('incident_participants')
      .where('incident_id', incidentId)
      .orderBy('reason');
    return rows.map(row => `${row.reason} ${row.entity_ref}`);
  }

  async function ids(query: PostmortemQuery) {
    const list = PostmortemList.create({ database: knex, store });
    const { items } = await list.read(query, everything);
    return items.map(({ id }) => id);
  }

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    await migrateToLatest(knex);
    store = DatabasePostmortemStore.create({ database: knex });
    await insertTestIncidents(knex, [
      {
        id: 'i1',
        number: 1,
        title: 'Checkout failed',
        severity: 'SEV1',
        dueAt: 3000,
        affected: ['component:default/checkout'],
      },
      {
        id: 'i2',
        number: 2,
        title: 'Search was slow',
        visibility: 'restricted',
        dueAt: 1000,
        affected: ['component:default/search', 'component:default/web'],
      },
      { id: 'i3', number: 3, title: 'Mail was late' },
      { id: 'i4', number: 4, title: 'Quiet' },
    ]);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('stores a postmortem with its sections and its participants', async () => {
    await insert(
      prepared('p1', 'i1', { sections: { summary: 'It broke.' } }),
      prepared('p2', 'i2', { createdBy: 'service:plugin:catalog' }),
    );

    await expect(store.getHead('p1')).resolves.toEqual({
      id: 'p1',
      reference: 'PM-1',
      incidentId: 'i1',
      alsoCovers: [],
      status: 'draft',
      owner: 'group:default/payments',
      template: 'standard',
      reviewers: [sre],
      approvals: 1,
      visibility: 'internal',
      dueAt: '1970-01-01T00:00:03.000Z',
      publishedAt: undefined,
      revision: 1,
      createdAt: '2026-11-02T10:00:00.000Z',
      updatedAt: '2026-11-02T10:00:00.000Z',
      createdBy: 'user:default/ann',
      etag: expect.any(String),
    });
    await expect(store.getHead('p2')).resolves.toMatchObject({
      reference: 'PM-2',
      visibility: 'restricted',
    });
    await expect(store.getSections('p1')).resolves.toEqual([
      {
        key: 'summary',
        title: 'Summary',
        help: 'In short.',
        required: true,
        markdown: 'It broke.',
        etag: expect.any(String),
        updatedAt: '2026-11-02T10:00:00.000Z',
        updatedBy: 'user:default/ann',
      },
      expect.objectContaining({
        key: 'impact',
        required: false,
        markdown: '',
        updatedBy: undefined,
      }),
    ]);
    await expect(participants('i1')).resolves.toEqual([
      'owner group:default/payments',
      'postmortem-creator user:default/ann',
      'reviewer group:default/sre',
    ]);
    await expect(participants('i2')).resolves.not.toContain(
      'postmortem-creator service:plugin:catalog',
    );
  });

  it('covers an incident once, whoever comes first, and leaves no number out', async () => {
    const outcomes = await Promise.allSettled([
      insert(prepared('p1', 'i1')),
      insert(prepared('p2', 'i1')),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    await expect(insert(prepared('p3', 'i1'))).rejects.toThrow(
      'PM-1 covers this incident already',
    );
    await insert(prepared('p4', 'i2'));
    await expect(store.getHead('p4')).resolves.toMatchObject({
      reference: 'PM-2',
    });
    await expect(knex('postmortem_sections').count('* as n')).resolves.toEqual([
      { n: databaseId === 'SQLITE_3' ? 4 : '4' },
    ]);
  });

  it('covers several incidents, as strict as the strictest', async () => {
    await insert(prepared('p1', 'i1', { alsoCovers: ['i2', 'i3'] }));
    await expect(store.getHead('p1')).resolves.toMatchObject({
      incidentId: 'i1',
      alsoCovers: ['i2', 'i3'],
      visibility: 'restricted',
      dueAt: '1970-01-01T00:00:03.000Z',
    });
    await expect(participants('i3')).resolves.toContain(
      'reviewer group:default/sre',
    );
    await expect(insert(prepared('p2', 'i3'))).rejects.toThrow(
      'PM-1 covers this incident already',
    );
    await expect(
      insert(prepared('p3', 'i4', { alsoCovers: ['i2'] })),
    ).rejects.toThrow('PM-1 covers one of these incidents already');
    // Nothing of the refused ones is left.
    await insert(prepared('p4', 'i4'));
    await expect(store.getHead('p4')).resolves.toMatchObject({
      reference: 'PM-2',
    });
  });

  it('lets one of two writers of a section win and loses nothing', async () => {
    await insert(prepared('p1', 'i1'));
    const [read] = await store.getSections('p1');
    const head = await store.getHead('p1');
    const save = (markdown: string, by: string) =>
      store.saveSection('p1', 'summary', {
        markdown,
        by,
        at: '2026-11-03T10:00:00.000Z',
        ifMatch: [read.etag],
      });
    const results = await Promise.all([
      save('Ann wrote this', 'user:default/ann'),
      save('Bob wrote this', 'user:default/bob'),
    ]);
    const winners = results.flatMap(result => result ?? []);
    expect(winners).toHaveLength(1);
    expect(winners[0].etag).not.toBe(read.etag);
    expect(winners[0].updatedAt).toBe('2026-11-03T10:00:00.000Z');
    await expect(store.getSection('p1', 'summary')).resolves.toEqual(
      winners[0],
    );
    // The document's own etag stays: others may edit its head meanwhile.
    await expect(store.getHead('p1')).resolves.toEqual(head);
  });

  it('saves no section of what is no draft', async () => {
    await insert(
      prepared('p1', 'i1', {
        status: 'published',
        publishedAt: '2026-11-05T10:00:00.000Z',
      }),
    );
    await expect(
      store.saveSection('p1', 'summary', {
        markdown: 'Rewritten',
        by: 'user:default/ann',
        at: '2026-11-06T10:00:00.000Z',
        ifMatch: 'any',
      }),
    ).resolves.toBeUndefined();
    await expect(store.getSection('p1', 'summary')).resolves.toMatchObject({
      markdown: '',
    });
  });

  it('writes the head once for an etag, with the participants', async () => {
    await insert(prepared('p1', 'i1'));
    const head = (await store.getHead('p1'))!;
    const change = {
      owner: 'user:default/bob',
      reviewers: [
        { ...sre, unresolved: true, fallback: 'group:default/platform' },
      ],
      approvals: 2,
    };
    const at = '2026-11-03T10:00:00.000Z';
    await expect(store.updateHead(head, change, at)).resolves.toBe(true);
    await expect(store.updateHead(head, change, at)).resolves.toBe(false);
    const written = (await store.getHead('p1'))!;
    expect(written).toMatchObject({ ...change, updatedAt: at });
    expect(written.etag).not.toBe(head.etag);
    await expect(participants('i1')).resolves.toEqual(
      [
        'owner user:default/bob',
        'postmortem-creator user:default/ann',
        'reviewer group:default/platform',
        'reviewer group:default/sre',
      ].sort(),
    );

    await store.refreshReviewers(written, { ...change, reviewers: [sre] });
    await expect(store.getHead('p1')).resolves.toEqual({
      ...written,
      reviewers: [sre],
    });
  });

  it('deletes a draft with all that belongs to it, and nothing that was published', async () => {
    await insert(
      prepared('p1', 'i1', { sections: { summary: 'quokka' } }),
      prepared('p2', 'i2', {
        status: 'archived',
        publishedAt: '2026-11-05T10:00:00.000Z',
      }),
    );
    await expect(ids({ text: 'quokka' })).resolves.toEqual(['p1']);
    const head = (await store.getHead('p1'))!;
    await expect(store.delete({ ...head, etag: 'stale' })).resolves.toBe(false);
    await expect(store.delete(head)).resolves.toBe(true);
    await expect(store.getHead('p1')).resolves.toBeUndefined();
    await expect(store.getSections('p1')).resolves.toEqual([]);
    await expect(participants('i1')).resolves.toEqual([]);
    await insert(prepared('p3', 'i1'));
    await expect(ids({ text: 'quokka' })).resolves.toEqual([]);
    await expect(store.delete((await store.getHead('p2'))!)).resolves.toBe(
      false,
    );
    await expect(store.getSections('p2')).resolves.toHaveLength(2);
  });

  it('filters, orders and pages lists', async () => {
    await insert(
      prepared('p1', 'i1', { createdAt: '2026-11-03T10:00:00.000Z' }),
      prepared('p2', 'i2', { createdAt: '2026-11-02T10:00:00.000Z' }),
      prepared('p3', 'i3', {
        createdAt: '2026-11-02T10:00:00.000Z',
        owner: 'user:default/bob',
        status: 'published',
        publishedAt: '2026-11-05T10:00:00.000Z',
        sections: { impact: 'Crème brûlée went cold' },
      }),
    );
    const list = PostmortemList.create({ database: knex, store });

    await expect(ids({})).resolves.toEqual(['p1', 'p3', 'p2']);
    await expect(ids({ order: 'createdAt' })).resolves.toEqual([
      'p2',
      'p3',
      'p1',
    ]);
    await expect(ids({ order: 'dueAt' })).resolves.toEqual(['p2', 'p1', 'p3']);
    await expect(ids({ status: ['published'] })).resolves.toEqual(['p3']);
    await expect(ids({ ownerRef: ['user:default/bob'] })).resolves.toEqual([
      'p3',
    ]);
    await expect(ids({ incidentId: 'i2' })).resolves.toEqual(['p2']);
    const web = ['component:default/web', 'component:default/checkout'];
    await expect(ids({ entityRef: web })).resolves.toEqual(['p1', 'p2']);
    const shop = ['system:default/shop'];
    await expect(ids({ entityRef: shop })).resolves.toEqual([]);
    await expect(ids({ entityRef: shop, relation: 'parts' })).resolves.toEqual([
      'p1',
      'p2',
    ]);
    await expect(ids({ text: 'search' })).resolves.toEqual(['p2']);
    await expect(ids({ text: 'BRULEE cold' })).resolves.toEqual(['p3']);
    await expect(ids({ text: "' & !" })).resolves.toEqual([]);

    for (const order of ['-createdAt', 'dueAt'] as const) {
      const all = await ids({ order });
      const seen: string[] = [];
      let cursor: string | undefined;
      let back: string | undefined;
      do {
        const page = await list.read(
          { order, limit: 1, cursor, total: true },
          everything,
        );
        expect(page.totalItems).toBe(3);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.pageInfo.nextCursor;
        back = page.pageInfo.prevCursor ?? back;
      } while (cursor);
      expect(seen).toEqual(all);
      await expect(ids({ order, limit: 1, cursor: back })).resolves.toEqual([
        all[1],
      ]);
    }

    const { items } = await list.read({ incidentId: 'i1' }, everything);
    expect(items[0]).toMatchObject({
      title: 'Checkout failed',
      severity: 'SEV1',
      reviewers: [{ entityRef: 'group:default/sre', because: [] }],
    });
    await expect(list.read({ total: true }, 'none')).resolves.toEqual({
      items: [],
      totalItems: 0,
      pageInfo: {},
    });
    await expect(
      list.read({ cursor: 'made-by-hand' }, everything),
    ).rejects.toThrow('cursor: is none');
  });
});
