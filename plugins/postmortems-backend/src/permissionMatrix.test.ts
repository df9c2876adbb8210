import { isDeepStrictEqual } from 'util';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Test } from 'supertest';
import {
  startComposedBackend,
  type Caller,
  type ComposedBackend,
} from './__testUtils__/composedBackend';
import {
  expectNone,
  file,
  importAndEdit,
  page,
  record,
  type Filed,
} from './__testUtils__/fixtures';
import { readTables } from './__testUtils__/tables';
import { CALLERS, world, type CallerName } from './__testUtils__/world';
import { samples } from './images/__testUtils__/samples';
import { createOpenApiDocument } from './openapi/document';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const NAMES = Object.keys(CALLERS) as CallerName[];

// What each caller is answered where the record is internal / where it is restricted. `ok` stands
// for what the route answers when it does as it is asked.
// owner      participant  reviewer  stranger  service  limited  denied   anonymous
const OPEN =
  'ok/ok      ok/ok        ok/ok     ok/ok     ok/ok    ok/ok    ok/ok    401/401';
const PUBLIC =
  'ok/ok      ok/ok        ok/ok     ok/ok     ok/ok    ok/ok    ok/ok    ok/ok';
const READING =
  'ok/ok      ok/ok        ok/ok     ok/404    ok/404   404/404  404/404  401/401';
const CHANGING =
  'ok/ok      ok/ok        403/403   403/404   ok/404   404/404  404/404  401/401';
// Nobody reviews yet where there is no postmortem.
const DROPPING =
  'ok/ok      ok/ok        403/404   403/404   ok/404   404/404  404/404  401/401';
const FILING =
  'ok/ok      ok/ok        ok/404    ok/404    ok/404   404/404  403/403  401/401';
const NAMING =
  'ok/ok      ok/ok        ok/ok     ok/400    ok/400   400/400  403/403  401/401';
const POLICY =
  'ok/ok      ok/ok        ok/ok     ok/ok     ok/ok    404/404  404/404  401/401';
const IMPORT =
  'ok/ok      ok/ok        ok/ok     ok/ok     ok/ok    ok/ok    403/403  401/401';

type Visibility = 'internal' | 'restricted';

function readCell(
  table: string,
  caller: CallerName,
  visibility: Visibility,
): string {
  const cells = table.split(/\s+/)[NAMES.indexOf(caller)].split('/');
  return cells[visibility === 'internal' ? 0 : 1];
}

/** Who sees the record in a list: the same who may read it. */
function sees(caller: CallerName, visibility: Visibility): boolean {
  return readCell(READING, caller, visibility) === 'ok';
}

interface Row {
  route: string;
  /** Status of success. */
  ok: number;
  expected: string;
  send: (caller: Caller, filed: Filed) => Test;
  /** Fixture of its own, where a filed postmortem is not what it takes. */
  prepare?: (author: Caller, more: object) => Promise<Filed>;
  /** Whether the answer tells of the record to those who may read it. */
  tells?: boolean;
  /** Nothing that the caller may not see can stand in it. */
  isPublic?: boolean;
}

/** The record alone; nothing covers it. */
async function recordAlone(author: Caller, more: object): Promise<Filed> {
  const incident = await record(author, more);
  const none = { id: 'none', reference: 'none', etag: 'none' };
  return { incident, postmortem: none, image: none };
}

const ROWS: Row[] = [
  {
    route: 'get /openapi.json',
    ok: 200,
    expected: PUBLIC,
    send: caller => caller.get('/openapi.json'),
    isPublic: true,
  },
  {
    route: 'get /settings',
    ok: 200,
    expected: OPEN,
    send: caller => caller.get('/settings'),
    isPublic: true,
  },
  {
    route: 'get /policy',
    ok: 200,
    expected: POLICY,
    send: caller =>
      caller.get(
        '/policy?entityRef=component:checkout&entityRef=component:vault&severity=SEV4',
      ),
  },
  {
    route: 'get /incidents',
    ok: 200,
    expected: OPEN,
    send: caller => caller.get('/incidents?total=true'),
    tells: true,
  },
  {
    route: 'get /incidents/series',
    ok: 200,
    expected: OPEN,
    send: caller => caller.get('/incidents/series'),
    tells: true,
  },
  {
    route: 'post /incidents',
    ok: 201,
    expected: NAMING,
    send: (caller, { incident }) =>
      caller.post('/incidents').send({
        title: 'Again',
        startedAt: '2025-11-04T10:00:00Z',
        followsFrom: incident.id,
      }),
  },
  {
    route: 'get /incidents/{id}',
    ok: 200,
    expected: READING,
    send: (caller, { incident }) => caller.get(`/incidents/${incident.id}`),
    tells: true,
  },
  {
    route: 'patch /incidents/{id}',
    ok: 200,
    expected: CHANGING,
    send: (caller, { incident }) =>
      caller
        .patch(`/incidents/${incident.id}`)
        .set('If-Match', `"${incident.etag}"`)
        .send({ summary: 'More is known.' }),
    tells: true,
  },
  {
    route: 'delete /incidents/{id}',
    ok: 204,
    expected: DROPPING,
    prepare: recordAlone,
    send: (caller, { incident }) => caller.delete(`/incidents/${incident.id}`),
  },
  {
    route: 'get /postmortems',
    ok: 200,
    expected: OPEN,
    send: caller => caller.get('/postmortems?total=true'),
    tells: true,
  },
  {
    route: 'post /postmortems',
    ok: 201,
    expected: FILING,
    prepare: recordAlone,
    send: (caller, { incident }) =>
      caller.post('/postmortems').send({ incidentId: incident.id }),
  },
  {
    route: 'get /postmortems/{id}',
    ok: 200,
    expected: READING,
    send: (caller, { postmortem }) =>
      caller.get(`/postmortems/${postmortem.id}`),
    tells: true,
  },
  {
    route: 'patch /postmortems/{id}',
    ok: 200,
    expected: CHANGING,
    send: (caller, { postmortem }) =>
      caller
        .patch(`/postmortems/${postmortem.id}`)
        .set('If-Match', `"${postmortem.etag}"`)
        .send({ additionalReviewers: [] }),
    tells: true,
  },
  {
    route: 'delete /postmortems/{id}',
    ok: 204,
    expected: CHANGING,
    send: (caller, { postmortem }) =>
      caller.delete(`/postmortems/${postmortem.id}`),
  },
  {
    route: 'put /postmortems/{id}/sections/{key}',
    ok: 200,
    expected: CHANGING,
    send: (caller, { postmortem }) =>
      caller
        .put(`/postmortems/${postmortem.id}/sections/impact`)
        .set('If-Match', '*')
        .send({ markdown: 'Nobody could pay.' }),
  },
  {
    route: 'post /postmortems/{id}/images',
    ok: 201,
    expected: CHANGING,
    send: (caller, { postmortem }) =>
      caller
        .post(`/postmortems/${postmortem.id}/images`)
        .type('gif')
        .send(samples.gif),
  },
  {
    route: 'get /postmortems/{id}/images/{imageId}',
    ok: 200,
    expected: READING,
    send: (caller, { postmortem, image }) =>
      caller.get(`/postmortems/${postmortem.id}/images/${image.id}`),
  },
  {
    route: 'post /imports',
    ok: 200,
    expected: IMPORT,
    prepare: importAndEdit,
    send: caller =>
      caller.post('/imports').send({ format: 'statuspage', content: page }),
  },
];

/** What a request says itself cannot be kept from whoever sends it. */
function secretsOf(filed: Filed, test: Test): string[] {
  const { incident, postmortem, image } = filed;
  const sent = `${test.url} ${JSON.stringify(
    (test as unknown as { _data?: unknown })._data ?? '',
  )}`;
  return [
    'quokka',
    'wombat',
    incident.id,
    incident.reference,
    incident.etag,
    postmortem.id,
    postmortem.reference,
    postmortem.etag,
    image.id,
  ].filter(secret => secret !== 'none' && !sent.includes(secret));
}

/** What the catalog hides from the limited caller, unless they say the name themselves. */
function hiddenNames(test: Test): string[] {
  return ['vault', 'keepers', 'council'].filter(
    name => !test.url.includes(name),
  );
}

describe('who may do what', () => {
  let knex: Knex;
  let backend: ComposedBackend;

  beforeAll(async () => {
    knex = await databases.init('SQLITE_3');
    backend = await startComposedBackend(knex, world);
  });

  beforeEach(async () => {
    await knex('postmortems').delete();
    await knex('incidents').delete();
  });

  afterAll(async () => {
    await knex.destroy();
  });

  it('is settled here for every route', () => {
    const routes = Object.entries(createOpenApiDocument().paths ?? {}).flatMap(
      ([path, item]) => Object.keys(item).map(method => `${method} ${path}`),
    );
    expect(ROWS.map(({ route }) => route).sort()).toEqual(routes.sort());
  });

  describe.each(ROWS)('$route', row => {
    const cells = NAMES.flatMap(caller =>
      (['internal', 'restricted'] as const).map(visibility => {
        const cell = readCell(row.expected, caller, visibility);
        return {
          caller,
          visibility,
          status: cell === 'ok' ? row.ok : Number(cell),
        };
      }),
    );

    it.each(cells)(
      'answers $caller $status where it is $visibility',
      async ({ caller, visibility, status }) => {
        const prepare = row.prepare ?? file;
        const filed = await prepare(backend.as('ann'), { visibility });
        const before = await readTables(knex);

        const test = row.send(backend.as(CALLERS[caller]), filed);
        const secrets = secretsOf(filed, test);
        const answer = await test;

        expect(answer.status).toBe(status);
        const text = `${JSON.stringify(answer.headers)} ${answer.text ?? ''}`;
        const isSeen = sees(caller, visibility);
        if (!isSeen && !row.isPublic) {
          expectNone(text, secrets);
        }
        if (caller === 'limited' && !row.isPublic) {
          expectNone(text, hiddenNames(test));
        }
        const isTold = Boolean(row.tells && isSeen && status < 300);
        expect(!isTold || text.includes('quokka')).toBe(true);
        const after = await readTables(knex);
        expect(status < 300 || isDeepStrictEqual(after, before)).toBe(true);
      },
    );
  });
});
