import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Test } from 'supertest';
import { type Caller } from './__testUtils__/composedBackend';
import { incidentInput, type Filed } from './__testUtils__/fixtures';
import {
  attempt,
  many,
  MIB,
  refusal,
  startWithTwoDocuments,
  type Ask,
} from './__testUtils__/refusals';
import { samples } from './images/__testUtils__/samples';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const input = {
  ...incidentInput,
  roles: [],
  affected: [{ entityRef: 'component:default/checkout' }],
};

/** Field, value, and what the message says beside the field. */
const WRONG_FIELDS: Array<[field: string, value: unknown, says: RegExp]> = [
  ['title', 5, /string/],
  ['title', null, /string/],
  ['title', '  ', /empty/],
  ['title', 'x'.repeat(301), /300/],
  ['summary', {}, /string/],
  ['summary', 'x'.repeat(20_001), /20000/],
  ['severity', ['SEV1'], /string/],
  ['severity', 'x'.repeat(41), /40/],
  ['severity', 'SEV9', /SEV1/],
  ['status', 'closed', /open/],
  ['kind', 'accident', /incident/],
  ['visibility', 'public', /internal/],
  ['startedAt', 1_762_178_520_000, /string/],
  ['startedAt', 'yesterday', /ISO 8601/],
  ['startedAt', '2025-11-03T14:02:00', /offset/],
  ['startedAt', '2025-02-30T14:02:00Z', /ISO 8601/],
  ['startedAt', '0001-01-01T00:00:00Z', /1990/],
  ['startedAt', '20202-11-03T14:02:00Z', /ISO 8601/],
  ['startedAt', '+020202-11-03T14:02:00Z', /2200/],
  ['startedAt', '-000001-11-03T14:02:00Z', /1990/],
  ['startedAt', `2025-11-03T14:02:00.${'0'.repeat(50)}Z`, /40/],
  ['resolvedAt', '2025-11-03T13:00:00Z', /before/],
  ['resolvedAt', '2199-11-03T13:00:00Z', /future/],
  ['detectedAt', '2025-11-03T14:01:59Z', /before/],
  ['acknowledgedAt', '2025-11-03T14:01:59Z', /before/],
  ['mitigatedAt', '2025-11-03T14:01:59Z', /before/],
  ['status', 'open', /resolvedAt/],
  ['detection', 'an alert', /object/],
  ['detection', { how: 'x'.repeat(1_001) }, /1000/],
  ['impact', { customersAffected: -1 }, /customersAffected.*0/],
  ['impact', { customersAffected: 1.5 }, /customersAffected/],
  ['impact', { customersAffected: 1e308 }, /customersAffected/],
  ['impact', { customers: many(501, 'x') }, /500/],
  ['impact', { description: 'x'.repeat(20_001) }, /20000/],
  ['affected', 'component:checkout', /array/],
  ['affected', [5], /\[0\]/],
  ['affected', [{}], /\[0\]\.entityRef/],
  ['affected', [{ entityRef: 'checkout' }], /kind:namespace\/name/],
  ['affected', [{ entityRef: "component:'; drop" }], /no entity reference/],
  ['affected', [{ entityRef: `component:${'x'.repeat(512)}` }], /512/],
  ['affected', [{ entityRef: 'component:ghost' }], /component:default\/ghost/],
  [
    'affected',
    [{ entityRef: 'component:checkout' }, { entityRef: 'Component:CHECKOUT' }],
    /\[1\].*twice/,
  ],
  ['affected', many(201, { entityRef: 'component:checkout' }), /200/],
  [
    'affected',
    [{ entityRef: 'component:checkout', role: 'victim' }],
    /\[0\]\.role/,
  ],
  ['roles', {}, /array/],
  ['roles', [{ role: '', entityRef: 'user:ann' }], /\[0\]\.role/],
  ['roles', [{ role: 'x'.repeat(61), entityRef: 'user:ann' }], /60/],
  [
    'roles',
    [{ role: 'x', entityRef: 'component:checkout' }],
    /user or a group/,
  ],
  ['roles', [{ role: 'x', entityRef: 'user:ghost' }], /user:default\/ghost/],
  ['roles', many(101, { role: 'x', entityRef: 'user:ann' }), /100/],
  ['links', [{ url: 'data:text/html,x' }], /\[0\]\.url.*web address/],
  ['links', [{ url: `https://x/${'y'.repeat(2_000)}` }], /2000/],
  ['links', many(101, { url: 'https://example.com' }), /100/],
  ['duplicateOf', 'INC-999', /no incident/],
  ['duplicateOf', '', /no incident/],
  ['duplicateOf', {}, /string/],
  ['followsFrom', 'x'.repeat(65), /64/],
  ['reference', 'INC-1', /reference/],
  ['createdBy', 'user:default/bo', /createdBy/],
  ['postmortemDecision', { required: false }, /Decision/],
];

/** What no route takes as its JSON. */
const WRONG_BODIES: Array<
  [what: string, send: (test: Test) => Test, status: number, says: RegExp]
> = [
  ['nothing of an object', test => test.type('json').send('  '), 400, /JSON/],
  ['a list', test => test.send([]), 400, /body/],
  ['null', test => test.type('json').send('null'), 400, /JSON/],
  ['a number', test => test.type('json').send('1'), 400, /JSON/],
  ['half of an object', test => test.type('json').send('{"a":'), 400, /JSON/],
  [
    'nothing but brackets',
    test => test.type('json').send('['.repeat(200_000)),
    400,
    /JSON/,
  ],
  [
    'a list of lists of lists',
    test =>
      test
        .type('json')
        .send(`{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
    400,
    /title|markdown|format/,
  ],
  ['a form', test => test.type('form').send('title=x'), 400, /Content-Type/],
  [
    'plain text',
    test => test.type('text/plain').send('{}'),
    400,
    /Content-Type/,
  ],
  [
    'a charset of its own',
    test =>
      test.set('Content-Type', 'application/json; charset=klingon').send('{}'),
    415,
    /charset/,
  ],
  [
    'what is not compressed',
    test => test.set('Content-Encoding', 'gzip').type('json').send('{}'),
    400,
    /./,
  ],
  [
    'a NUL',
    test => test.type('json').send('{"title":"a\\u0000b"}'),
    400,
    /NUL/,
  ],
  [
    'a NUL in a name',
    test => test.type('json').send('{"a\\u0000b":1}'),
    400,
    /NUL/,
  ],
  [
    'half of a surrogate pair',
    test => test.type('json').send('{"title":"a\\ud800b"}'),
    400,
    /surrogate/,
  ],
  [
    '__proto__',
    test => test.type('json').send('{"__proto__":{"title":"x"}}'),
    400,
    /__proto__/,
  ],
];

const TAKES_JSON: Array<[route: string, ask: Ask]> = [
  ['POST /incidents', ann => ann.post('/incidents')],
  [
    'PATCH /incidents/{id}',
    (ann, { incident }) =>
      ann.patch(`/incidents/${incident.id}`).set('If-Match', '*'),
  ],
  ['POST /postmortems', ann => ann.post('/postmortems')],
  [
    'PATCH /postmortems/{id}',
    (ann, { postmortem }) =>
      ann.patch(`/postmortems/${postmortem.id}`).set('If-Match', '*'),
  ],
  [
    'PUT /postmortems/{id}/sections/{key}',
    (ann, { postmortem }) =>
      ann
        .put(`/postmortems/${postmortem.id}/sections/summary`)
        .set('If-Match', '*'),
  ],
  ['POST /imports', ann => ann.post('/imports')],
];

const IDS: Array<[id: string, status: number]> = [
  ['INC-0', 404],
  ['INC--1', 404],
  ['INC-1e3', 404],
  ['INC-99999999999', 404],
  ['PM-99999999999', 404],
  ['__proto__', 404],
  ['constructor', 404],
  ['undefined', 404],
  ['x'.repeat(4_000), 404],
  [encodeURIComponent("'; drop table incidents;--"), 404],
  [encodeURIComponent('../../incidents'), 404],
  [encodeURIComponent('%'), 404],
  [encodeURIComponent('😀'), 404],
  [encodeURIComponent('\u202e'), 404],
  ['%00', 400],
  ['%', 400],
  ['%ED%A0%80', 400],
];

const BY_ID: Array<[route: string, ask: (ann: Caller, id: string) => Test]> = [
  ['GET /incidents', (ann, id) => ann.get(`/incidents/${id}`)],
  [
    'PATCH /incidents',
    (ann, id) =>
      ann.patch(`/incidents/${id}`).set('If-Match', '*').send({ title: 'x' }),
  ],
  ['DELETE /incidents', (ann, id) => ann.delete(`/incidents/${id}`)],
  ['GET /postmortems', (ann, id) => ann.get(`/postmortems/${id}`)],
  [
    'PATCH /postmortems',
    (ann, id) => ann.patch(`/postmortems/${id}`).set('If-Match', '*').send({}),
  ],
  ['DELETE /postmortems', (ann, id) => ann.delete(`/postmortems/${id}`)],
  [
    'PUT /sections',
    (ann, id) =>
      ann
        .put(`/postmortems/PM-1/sections/${id}`)
        .set('If-Match', '*')
        .send({ markdown: '' }),
  ],
  [
    'POST /images',
    (ann, id) =>
      ann.post(`/postmortems/${id}/images`).type('png').send(samples.png),
  ],
  ['GET /images', (ann, id) => ann.get(`/postmortems/PM-1/images/${id}`)],
];

const LISTS = ['/incidents', '/postmortems'];

const WRONG_QUERIES: Array<[query: string, says: RegExp]> = [
  ['limit=0', /limit/],
  ['limit=-1', /limit/],
  ['limit=201', /limit.*200/],
  ['limit=1e9', /limit/],
  ['limit=1.5', /limit/],
  ['limit=abc', /limit/],
  ['limit=', /limit/],
  ['limit=1&limit=2', /limit/],
  ['limit[]=1', /limit\[\]/],
  ['limit[a]=1', /limit\[a\]/],
  ['cursor=', /cursor/],
  ['cursor=abc', /cursor/],
  [`cursor=${'a'.repeat(2_049)}`, /cursor/],
  ['cursor=a&cursor=b', /cursor/],
  [`cursor=${Buffer.from('null').toString('base64url')}`, /cursor/],
  [`cursor=${Buffer.from('[[[[').toString('base64url')}`, /cursor/],
  [`cursor=${Buffer.from('{"q":1}').toString('base64url')}`, /cursor/],
  ['order=title', /order/],
  ['order=-createdAt&order=createdAt', /order/],
  ['total=yes', /total/],
  ['status=lost', /status/],
  ['entityRef=checkout', /entityRef/],
  ['entityRef=', /entityRef/],
  [many(101, 'entityRef=component:a').join('&'), /entityRef/],
  ['relation=all', /relation/],
  [`text=${'x'.repeat(201)}`, /text/],
  ['text=%00', /NUL/],
  ['text=%ED%A0%80', /UTF-8/],
  ['text=%', /UTF-8/],
  ['unknown=1', /unknown/],
  ['__proto__=1', /__proto__/],
  ['constructor=1', /constructor/],
];

describe.each(databases.eachSupportedId())('on %s', databaseId => {
  let knex: Knex;
  let ann: Caller;
  let filed: Filed;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    ({ ann, filed } = await startWithTwoDocuments(knex));
  });

  afterAll(async () => {
    await knex.destroy();
  });

  it.each(WRONG_FIELDS)(
    'refuses an incident with %s %p',
    async (field, value, says) => {
      await expect(
        attempt(
          knex,
          ann.post('/incidents').send({ ...input, [field]: value }),
        ),
      ).resolves.toEqual(refusal(400, new RegExp(field), says));
      await expect(
        attempt(
          knex,
          ann
            .post('/postmortems')
            .send({ incident: { ...input, [field]: value } }),
        ),
      ).resolves.toEqual(refusal(400, new RegExp(field), says));
    },
  );

  it.each(
    WRONG_FIELDS.filter(
      // A change of these alone leaves what is wrong with them elsewhere.
      ([, value]) => value !== null,
    ),
  )('refuses to change %s to %p', async (field, value, says) => {
    await expect(
      attempt(
        knex,
        ann
          .patch(`/incidents/${filed.incident.id}`)
          .set('If-Match', '*')
          .send({ [field]: value }),
      ),
    ).resolves.toEqual(refusal(400, new RegExp(field), says));
  });

  describe.each(TAKES_JSON)('%s', (_, ask) => {
    it.each(WRONG_BODIES)('refuses %s', async (__, send, status, says) => {
      await expect(attempt(knex, send(ask(ann, filed)))).resolves.toEqual(
        refusal(status, says),
      );
    });

    it('refuses 26 MB and says how much it takes', async () => {
      await expect(
        attempt(knex, ask(ann, filed).send({ markdown: 'x'.repeat(26 * MIB) })),
      ).resolves.toEqual(refusal(413, /larger than (1|25) MB/));
    });
  });

  describe.each(BY_ID)('%s', (_, ask) => {
    it.each(IDS)('finds nothing by %s', async (id, status) => {
      await expect(attempt(knex, ask(ann, id))).resolves.toEqual(
        refusal(status, /./),
      );
    });
  });

  describe.each(LISTS)('GET %s', path => {
    it.each(WRONG_QUERIES)('refuses ?%s', async (query, says) => {
      await expect(attempt(knex, ann.get(`${path}?${query}`))).resolves.toEqual(
        refusal(400, says),
      );
    });
  });
});
