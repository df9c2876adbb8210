import { TestDatabases } from '@backstage/backend-test-utils';
import type { PostmortemQuery } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { whereIncidentAccessible, wherePostmortemAccessible } from '../access';
import { isPostgres } from '../database';
import {
  createStore,
  insertInBulk,
  type Sample,
} from '../incidents/__testUtils__/incidents';
import {
  DatabasePostmortemStore,
  type Restriction,
} from './DatabasePostmortemStore';
import { PostmortemList } from './PostmortemList';
import { indexSections } from './sectionText';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const HOUR = 3_600_000;
const ROWS = 4_000;

function history(): Sample[] {
  return Array.from({ length: ROWS }, (_, i): Sample => {
    const start = Date.UTC(2024, 0, 1) + i * HOUR;
    return {
      title: `Outage number${i % 500}`,
      // As long as people write, or reading all of it would be no loss.
      summary: 'The service answered slowly and then no more. '.repeat(30),
      startedAt: new Date(start).toISOString(),
      resolvedAt: new Date(start + 60_000).toISOString(),
      status: 'resolved',
      required: true,
      dueAt: new Date(start + 5 * HOUR).toISOString(),
      createdBy: `user:default/u${i % 200}`,
      affects: [`c${i % 300}`],
      above: [`system:default/s${i % 40}`],
      owners: { [`component:default/c${i % 300}`]: `group:default/g${i % 20}` },
    };
  });
}

/** Nearly every incident has its postmortem, with one section. */
async function writePostmortems(knex: Knex) {
  const incidents: string[] = await knex('incidents')
    .orderBy('number')
    .limit(ROWS - 100)
    .pluck('id');
  const rows = incidents.map((incidentId, i) => ({
    incidentId,
    id: `p${i}`,
    i,
  }));
  await knex.batchInsert(
    'postmortems',
    rows.map(({ id, i }) => ({
      id,
      number: i + 1,
      status: i % 40 === 0 ? 'draft' : 'published',
      owner_ref: `group:default/g${i % 50}`,
      template: 'standard',
      reviewers: '[]',
      approvals: 1,
      revision: 1,
      created_at: i,
      updated_at: i,
      created_by: 'user:default/ann',
      etag: 'e',
    })),
    500,
  );
  await knex.batchInsert(
    'postmortem_incidents',
    rows.map(({ incidentId, id }) => ({
      incident_id: incidentId,
      postmortem_id: id,
      main: true,
    })),
    500,
  );
  await knex.batchInsert(
    'postmortem_sections',
    rows.map(({ id, i }) => ({
      postmortem_id: id,
      key: 'summary',
      position: 0,
      title: 'Summary',
      help: '',
      required: true,
      markdown: 'It went wrong and then it went right. '.repeat(30),
      etag: 'e',
      updated_at: i,
      search_words: `cause${i % 500}`,
    })),
    500,
  );
  await knex.transaction(async tx => {
    const sections = await tx('postmortem_sections').select(
      'id',
      'search_words',
    );
    for (let start = 0; start < sections.length; start += 500) {
      await indexSections(tx, sections.slice(start, start + 500));
    }
  });
}

interface PlanStep {
  detail?: string;
  'QUERY PLAN'?: string;
}

const READS_EVERYTHING =
  /Seq Scan on (postmortems|incidents|incident_affected|incident_scopes|postmortem_sections)\b|SCAN (postmortems|incidents|part|covered|quoted|s|i)\b(?! USING)/;
const SORTS = /Sort|TEMP B-TREE FOR ORDER BY/;

describe.each(databases.eachSupportedId())('query plans on %s', databaseId => {
  let knex: Knex;
  let list: PostmortemList;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    await createStore(knex);
    await insertInBulk(knex, history());
    await writePostmortems(knex);
    await knex.raw('analyze');
    list = PostmortemList.create({
      database: knex,
      store: DatabasePostmortemStore.create({ database: knex }),
    });
  });

  afterAll(async () => {
    await knex.destroy();
  });

  const claims = ['user:default/u7', 'group:default/g1'];
  const access = {
    reader: { claims, reviewerClaims: claims },
    conditions: 'all',
    entities: 'all',
  } as const;
  const unconditional: Restriction = query => {
    wherePostmortemAccessible(query, access);
  };
  const conditional: Restriction = query => {
    wherePostmortemAccessible(query, {
      ...access,
      conditions: { rule: 'owner', refs: claims },
    });
    query.whereNotExists(hidden => {
      hidden
        .from('postmortem_incidents as quoted')
        .join('incidents', 'incidents.id', 'quoted.incident_id')
        .whereRaw('quoted.postmortem_id = postmortems.id')
        .whereNot(readable => {
          whereIncidentAccessible(readable, access);
        });
    });
  };

  async function planOf(query: PostmortemQuery, restriction: Restriction) {
    const queries: Array<{ sql: string; bindings: unknown[] }> = [];
    const listen = (sent: { sql: string; bindings: unknown[] }) =>
      queries.push(sent);
    knex.on('query', listen);
    const page = await list.read(query, restriction);
    knex.removeListener('query', listen);
    expect(page.items.length).toBeGreaterThan(0);
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

  it.each(['-createdAt', 'createdAt', 'dueAt'] as const)(
    'reads a page by %s from an index, without sorting',
    async order => {
      const { pageInfo } = await list.read({ order, limit: 20 }, unconditional);
      for (const cursor of [undefined, pageInfo.nextCursor]) {
        const query = { order, limit: 20, cursor };
        const plan = await planOf(query, unconditional);
        expect(plan).not.toMatch(READS_EVERYTHING);
        expect(plan).not.toMatch(SORTS);
      }
      const plan = await planOf({ order, limit: 20 }, conditional);
      expect(plan).not.toMatch(READS_EVERYTHING);
    },
  );

  it.each<[string, PostmortemQuery]>([
    ['an entity', { entityRef: ['component:default/c7'] }],
    [
      'the parts of a system',
      { entityRef: ['system:default/s7'], relation: 'parts' },
    ],
    ['a status', { status: ['draft'] }],
    ['an owner', { ownerRef: ['group:default/g7'] }],
    ['words of a title', { text: 'number77' }],
    ['words of a section', { text: 'cause77', order: 'dueAt' }],
  ])('finds %s without reading all postmortems', async (_, query) => {
    const plan = await planOf({ ...query, limit: 20 }, unconditional);
    expect(plan).not.toMatch(READS_EVERYTHING);
  });
});
