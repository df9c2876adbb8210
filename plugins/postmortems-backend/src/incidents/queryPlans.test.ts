import { TestDatabases } from '@backstage/backend-test-utils';
import type { IncidentQuery } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import { isPostgres } from '../database';
import {
  createStore,
  everything,
  insertInBulk,
  insertPostmortem,
  type Sample,
} from './__testUtils__/incidents';
import type { DatabaseIncidentStore } from './DatabaseIncidentStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const ROWS = 5_000;

/** A history in which every filter finds little. */
function history(): Sample[] {
  return Array.from({ length: ROWS }, (_, i): Sample => {
    const start = Date.UTC(2024, 0, 1) + i * HOUR;
    const resolved = i % 50 !== 0;
    return {
      title: `Outage number${i % 500}`,
      // As long as people write, or reading all of it would be no loss.
      summary: 'The service answered slowly and then no more. '.repeat(30),
      severity: i % 40 === 0 ? undefined : `SEV${(i % 4) + 1}`,
      kind: i % 60 === 0 ? 'drill' : 'incident',
      startedAt: new Date(start).toISOString(),
      resolvedAt: resolved
        ? new Date(start + (i % 97) * 60_000).toISOString()
        : undefined,
      status: resolved ? 'resolved' : 'open',
      required: i % 10 === 0,
      dueAt:
        i % 10 === 0 ? new Date(start + 5 * HOUR).toISOString() : undefined,
      createdBy: `user:default/u${i % 200}`,
      affects: [`c${i % 300}`],
      above: [`system:default/s${i % 40}`],
      owners: { [`component:default/c${i % 300}`]: `group:default/g${i % 20}` },
    };
  });
}

interface PlanStep {
  detail?: string;
  'QUERY PLAN'?: string;
}

/** The plan of the query that a list is made of. */
async function planOf(
  knex: Knex,
  store: DatabaseIncidentStore,
  query: IncidentQuery,
  access: AccessScope,
): Promise<string> {
  const queries: Array<{ sql: string; bindings: unknown[] }> = [];
  const listen = (sent: { sql: string; bindings: unknown[] }) =>
    queries.push(sent);
  knex.on('query', listen);
  await store.list(query, access);
  knex.removeListener('query', listen);
  const { sql, bindings } = queries.find(sent => sent.sql.includes('key_0'))!;
  const connection = await knex.client.acquireConnection();
  try {
    const steps: PlanStep[] = isPostgres(knex)
      ? (await connection.query(`explain ${sql}`, bindings)).rows
      : connection.prepare(`explain query plan ${sql}`).all(bindings);
    return steps.map(step => step.detail ?? step['QUERY PLAN']).join('\n');
  } finally {
    await knex.client.releaseConnection(connection);
  }
}

const READS_EVERYTHING =
  /Seq Scan on (incidents|incident_affected|incident_scopes|incident_participants)\b|SCAN (incidents|incident_affected|incident_scopes|part)(?! USING)/;
const SORTS = /Sort|TEMP B-TREE FOR ORDER BY/;

describe.each(databases.eachSupportedId())('query plans on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
    await insertInBulk(knex, history());
    const ids: string[] = await knex('incidents').limit(20).pluck('id');
    await insertPostmortem(knex, ids, { number: 1 });
    await knex.raw('analyze');
  });

  afterAll(async () => {
    await knex.destroy();
  });

  const claims = ['user:default/u7', 'group:default/g1'];
  const conditional: AccessScope = {
    reader: { claims, reviewerClaims: claims },
    conditions: {
      anyOf: [
        { rule: 'owner', refs: claims },
        { rule: 'participant', refs: claims },
      ],
    },
    entities: { scope: 'x' },
  };

  it.each([
    '-startedAt',
    'startedAt',
    'severity',
    '-duration',
    'dueAt',
  ] as const)(
    'reads a page by %s from an index, without sorting',
    async order => {
      const { pageInfo } = await store.list({ order, limit: 20 }, everything);
      for (const query of [
        { order, limit: 20 },
        { order, limit: 20, cursor: pageInfo.nextCursor },
      ]) {
        const plan = await planOf(knex, store, query, everything);
        expect(plan).not.toMatch(READS_EVERYTHING);
        expect(plan).not.toMatch(SORTS);
      }
      const plan = await planOf(knex, store, { order, limit: 20 }, conditional);
      expect(plan).not.toMatch(READS_EVERYTHING);
    },
  );

  it.each<[string, IncidentQuery]>([
    ['an entity', { entityRef: ['component:default/c7'] }],
    [
      'the parts of a system',
      { entityRef: ['system:default/s7'], relation: 'parts' },
    ],
    ['a severity', { severity: ['SEV1'] }],
    ['no severity', { severity: ['undetermined'] }],
    ['a status', { status: ['open'] }],
    ['a kind', { kind: ['drill'] }],
    [
      'a period',
      {
        startedAfter: '2024-02-01T00:00:00.000Z',
        startedBefore: '2024-03-01T00:00:00.000Z',
      },
    ],
    ['words', { text: 'number77' }],
    ['what is overdue', { overdue: true, order: 'dueAt' }],
    ['what is required', { required: true }],
    ['what needs a postmortem', { needsPostmortem: true }],
    ['what has a postmortem', { hasPostmortem: true }],
    ['what has none', { hasPostmortem: false }],
  ])('finds %s without reading all incidents', async (_, query) => {
    const found = await store.list({ ...query, limit: 20 }, everything);
    expect(found.items.length).toBeGreaterThan(0);
    const plan = await planOf(knex, store, { ...query, limit: 20 }, everything);
    expect(plan).not.toMatch(READS_EVERYTHING);
  });
});
