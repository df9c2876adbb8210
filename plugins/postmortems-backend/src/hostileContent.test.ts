import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Test } from 'supertest';
import type { Caller } from './__testUtils__/composedBackend';
import { incidentInput, type Filed } from './__testUtils__/fixtures';
import {
  expectRefusal,
  many,
  MIB,
  startWithTwoDocuments,
  type Ask,
} from './__testUtils__/refusals';
import { readTables } from './__testUtils__/tables';
import { samples } from './images/__testUtils__/samples';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** A PNG that claims to be this large. */
function pngOf(width: number, height: number): Buffer {
  const png = Buffer.from(samples.png);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

const IMAGES: Array<
  [what: string, content: Buffer, type: string, status: number, says: RegExp]
> = [
  ['nothing', Buffer.alloc(0), 'image/png', 400, /empty/],
  ['SVG as PNG', samples.svg, 'image/png', 400, /SVG/],
  ['SVG as itself', samples.svg, 'image/svg+xml', 400, /SVG/],
  ['HTML as PNG', samples.html, 'image/png', 400, /no image/],
  ['GIF as PNG', samples.gif, 'image/png', 400, /image\/png.*image\/gif/],
  ['PNG as HTML', samples.png, 'text/html', 400, /text\/html.*image\/png/],
  ['BMP', samples.bmp, 'image/bmp', 400, /BMP/],
  [
    'a PNG cut off in its head',
    samples.png.subarray(0, 18),
    'image/png',
    400,
    /damaged/,
  ],
  ['a PNG of no width', pngOf(0, 5), 'image/png', 400, /size/],
  [
    'a PNG as wide as it can say',
    pngOf(2 ** 32 - 1, 1),
    'image/png',
    400,
    /4294967295.*pixels/,
  ],
  [
    'a PNG beyond all screens',
    pngOf(200_000, 200_000),
    'image/png',
    400,
    /pixels/,
  ],
  [
    '5 MB and one byte',
    Buffer.concat([
      samples.png,
      Buffer.alloc(5 * MIB + 1 - samples.png.length),
    ]),
    'image/png',
    413,
    /5 MB/,
  ],
];

const ETAGS: Array<[etag: string | undefined, status: number, says: RegExp]> = [
  [undefined, 428, /If-Match/],
  ['', 428, /If-Match/],
  ['   ', 428, /If-Match/],
  ['abc', 400, /If-Match.*quotes/],
  ['"abc', 400, /If-Match/],
  ['"a" "b"', 400, /If-Match/],
  ['*, "a"', 400, /If-Match/],
  ['w/"a"', 400, /If-Match/],
  ['"other"', 412, /changed/],
  ['""', 412, /changed/],
  ['W/"other", "another"', 412, /changed/],
];

const UPDATES: Array<
  [route: string, ask: Ask, etag: (filed: Filed) => string]
> = [
  [
    'PATCH /incidents/{id}',
    (ann, { incident }) =>
      ann.patch(`/incidents/${incident.id}`).send({ title: 'x' }),
    ({ incident }) => incident.etag,
  ],
  [
    'PATCH /postmortems/{id}',
    (ann, { postmortem }) =>
      ann.patch(`/postmortems/${postmortem.id}`).send({ owner: 'user:ann' }),
    ({ postmortem }) => postmortem.etag,
  ],
  [
    'PUT /postmortems/{id}/sections/{key}',
    (ann, { postmortem }) =>
      ann
        .put(`/postmortems/${postmortem.id}/sections/summary`)
        .send({ markdown: 'x' }),
    () => 'none',
  ],
];

const head = (more: string) => `---
title: Kiosk dark
date: 2024-03-01 11:00:00
${more}
---
Gone.`;

/** Each of ten lists holds the one before it ten times. */
const yamlBomb = `a0: &a0 [x]\n${[1, 2, 3, 4, 5, 6, 7, 8, 9]
  .map(n => `a${n}: &a${n} [${many(10, `*a${n - 1}`).join(', ')}]`)
  .join('\n')}\naffected: *a9`;

const cstate = (content: unknown, options?: object) => ({
  format: 'cstate',
  content,
  options,
});
const statuspage = (content: unknown, options?: object) => ({
  format: 'statuspage',
  content: typeof content === 'string' ? content : JSON.stringify(content),
  options,
});

const WRONG_IMPORTS: Array<
  [what: string, body: object, status: number, says: RegExp]
> = [
  ['an unknown format', { format: 'wiki', content: '' }, 400, /format/],
  ['no content', { format: 'cstate' }, 400, /content/],
  ['content of a wrong type', cstate(5), 400, /content/],
  ['no files', cstate([]), 400, /content/],
  [
    'a file without a path',
    cstate([{ path: '', content: '' }]),
    400,
    /content\[0\]\.path/,
  ],
  ['a file of a wrong type', cstate([5]), 400, /content\[0\]/],
  [
    '1,001 files',
    cstate(many(1_001, { path: 'a.md', content: '' })),
    400,
    /content.*1000/,
  ],
  ['1,001 records', statuspage(many(1_001, {})), 400, /content.*1001.*1000/],
  ['broken JSON', statuspage('{"incidents":['), 400, /content.*JSON/],
  [
    'JSON of something else',
    statuspage({ pages: [] }),
    400,
    /content.*incidents/,
  ],
  ['JSON that is no list', statuspage('"x"'), 400, /content.*incidents/],
  ['more than 20 MB', cstate('x'.repeat(20 * MIB + 1)), 413, /20 MB/],
  ['an unknown option', cstate('', { dry: true }), 400, /options.*dry/],
  [
    'a page that is no address',
    cstate('', { pageUrl: 'javascript:alert(1)' }),
    400,
    /options\.pageUrl/,
  ],
  [
    'a component that is no ref',
    cstate('', { components: { a: 'b' } }),
    400,
    /options\.components\.a/,
  ],
  [
    'a component that is not there',
    cstate('', { components: { a: 'component:b' } }),
    400,
    /options\.components\.a.*component:default\/b/,
  ],
  [
    'a severity that is not there',
    cstate('', { severities: { a: 'b' } }),
    400,
    /options\.severities\.a/,
  ],
  ['dryRun of a wrong type', { ...cstate(''), dryRun: 'yes' }, 400, /dryRun/],
];

/** Records that fail alone, beside one that does not. */
const WRONG_RECORDS: Array<[what: string, content: string, says: RegExp]> = [
  ['no front matter', 'Gone.', /front matter/],
  ['broken YAML', head('affected: [a, b'), /front matter/],
  ['a YAML bomb', head(yamlBomb), /front matter/],
  ['keys twice', head('title: Again'), /front matter/],
  [
    'a tag of its own',
    head('affected: !!js/function x'),
    /^$/,
  ],
  ['front matter that is a list', '---\n- a\n---\n', /no fields/],
  ['affected as an object', head('affected: {a: 1}'), /affected/],
  ['a NUL', head('').replace('Kiosk dark', '"a\\0b"'), /NUL/],
  [
    'half of a surrogate pair',
    head('').replace('Kiosk dark', '"a\\ud800b"'),
    /surrogate/,
  ],
  [
    'a title beyond 300',
    head('').replace('Kiosk', 'x'.repeat(301)),
    /title.*300/,
  ],
  ['a year beyond', head('').replace('2024', '20202'), /date/],
  ['the year 1', head('').replace('2024', '0001'), /date.*1990/],
  ['no date', head('').replace(/date.*/, ''), /date.*missing/],
  [
    'too long a text',
    head('').replace('Gone', 'x'.repeat(20_001)),
    /summary.*20000/,
  ],
  [
    '300 components',
    head(`affected: [${many(300, 0).map((_, i) => `c${i}`)}]`),
    /^$/,
  ],
];

describe.each(databases.eachSupportedId())('on %s', databaseId => {
  let knex: Knex;
  let ann: Caller;
  let filed: Filed;
  let other: Filed;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    ({ ann, filed, other } = await startWithTwoDocuments(knex));
  });

  afterAll(async () => {
    await knex.destroy();
  });

  const refuses = (test: Test, status: number, ...says: RegExp[]) =>
    expectRefusal(knex, test, status, ...says);

  it.each(IMAGES)(
    'refuses %s as an image',
    async (_, content, type, status, says) => {
      await refuses(
        ann
          .post(`/postmortems/${filed.postmortem.id}/images`)
          .set('Content-Type', type)
          .send(content),
        status,
        says,
      );
    },
  );

  it('serves what is an image and something else as an image alone', async () => {
    const polyglot = Buffer.concat([samples.png, samples.html]);
    const path = `/postmortems/${filed.postmortem.id}/images`;
    const { body: image } = await ann
      .post(path)
      .type('png')
      .send(polyglot)
      .expect(201);
    const { headers } = await ann.get(`${path}/${image.id}`).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    // Nobody gets at it through another document.
    await ann
      .get(`/postmortems/${other.postmortem.id}/images/${image.id}`)
      .expect(404);
  });

  describe.each(UPDATES)('%s', (_, ask, etagOf) => {
    it.each(ETAGS)(
      'answers If-Match %p with %i',
      async (etag, status, says) => {
        const test = ask(ann, filed);
        await refuses(
          etag === undefined ? test : test.set('If-Match', etag),
          status,
          says,
        );
      },
    );

    it('takes neither a weak etag nor one of something else', async () => {
      for (const etag of [
        `W/"${etagOf(filed)}"`,
        `"${other.incident.etag}"`,
        `"${other.postmortem.etag}"`,
      ]) {
        await refuses(ask(ann, filed).set('If-Match', etag), 412, /changed/);
      }
    });
  });

  it.each([
    ['one byte too many', 'x'.repeat(MIB + 1)],
    ['too much in another script', '語'.repeat(MIB / 3 + 1)],
    ['3 MB', 'x'.repeat(3 * MIB)],
    ['10 MB', 'x'.repeat(10 * MIB)],
  ])('refuses a section of %s, and says how much it holds', async (_, text) => {
    await refuses(
      ann
        .put(`/postmortems/${filed.postmortem.id}/sections/summary`)
        .set('If-Match', '*')
        .send({ markdown: text }),
      413,
      /1 MB/,
    );
  });

  it('takes a section that is exactly full, of anything', async () => {
    const path = `/postmortems/${other.postmortem.id}/sections/summary`;
    const words = Array.from({ length: 120_000 }, (_, i) => i.toString(36));
    for (const markdown of [
      '"\n'.repeat(MIB / 2),
      '語'.repeat(MIB / 3),
      // As many different words as there is room for, and one that never ends.
      words.join(' '),
      Array.from({ length: 60_000 }, (_, i) =>
        String.fromCodePoint(0x20000 + (i % 42_000), 0x4e00 + (i % 20_000)),
      ).join(' '),
      'x'.repeat(MIB),
      '\u202e😀\u0301\ufdfa<script>\\'.repeat(20_000),
    ]) {
      const { body } = await ann
        .put(path)
        .set('If-Match', '*')
        .send({ markdown })
        .expect(200);
      expect(body.markdown === markdown).toBe(true);
    }
  });

  it.each(WRONG_IMPORTS)(
    'refuses an import with %s',
    async (_, body, status, says) => {
      await refuses(ann.post('/imports').send(body), status, says);
    },
  );

  it.each(WRONG_RECORDS)(
    'reports a record with %s and takes the next',
    async (what, content, says) => {
      const { body: report, status } = await ann.post('/imports').send(
        cstate([
          { path: `${what}.md`, content },
          { path: `after ${what}.md`, content: head('') },
        ]),
      );
      expect(status).toBe(200);
      const [bad, good] = report.records;
      expect(
        bad.problems
          .map(
            (problem: { field: string; message: string }) =>
              `${problem.field}: ${problem.message}`,
          )
          .join('; '),
      ).toMatch(says);
      expect(good.outcome).toBe('created');
    },
  );

  it('takes a title of letters that are two characters each, wherever it is cut', async () => {
    for (const pageUrl of [undefined, 'https://status.example/?a=b#c']) {
      const { body, status } = await ann
        .post('/imports')
        .send(
          cstate(head('').replace('Kiosk dark', '𝔘'.repeat(100)), { pageUrl }),
        );
      expect([status, body.records[0].problems]).toEqual([200, []]);
    }
  });

  it('reports what a status page may send instead of records', async () => {
    const before = await readTables(knex);
    const records = [
      null,
      5,
      'x',
      [],
      {},
      { id: 'a' },
      { id: 'a', name: 'x', started_at: 'yesterday' },
      { id: 'b', name: 'x', started_at: '2024-03-01T11:00:00Z', components: 5 },
      { id: 'c\u0000', name: 'x', started_at: '2024-03-01T11:00:00Z' },
      { id: 'd', name: 'x\ud800', started_at: '2024-03-01T11:00:00Z' },
      { id: 'e'.repeat(301), name: 'x', started_at: '2024-03-01T11:00:00Z' },
    ];
    const { body, status } = await ann
      .post('/imports')
      .send(statuspage(records));
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 0, failed: records.length });
    expect(
      body.records.filter(
        ({ problems }: { problems: unknown[] }) => problems.length === 0,
      ),
    ).toEqual([]);
    expect(await readTables(knex)).toEqual(before);
  });

  it('takes odd names of severities and components, and keeps what it says of them', async () => {
    const { body, status } = await ann.post('/imports').send(
      statuspage([
        {
          id: 'odd',
          name: '\u202e😀 "quoted" \\ <b>',
          impact: `a\u0000${'😀'.repeat(60)}`,
          started_at: '2024-03-01T11:00:00Z',
          incident_updates: [{ status: '', body: '__proto__' }],
          components: [
            { id: '__proto__', name: '__proto__' },
            { name: 'constructor' },
            { name: 'x'.repeat(10_000) },
          ],
        },
      ]),
    );
    expect([status, body.records[0].problems]).toEqual([200, []]);
    await ann.get(`/incidents/${body.records[0].incident.id}`).expect(200);
  });

  it('takes refs in any case, emoji, and the last of what is said twice', async () => {
    const { body } = await ann
      .post('/incidents')
      .type('json')
      .send(
        `{"title":"first","title":"\u202eأ 😀 \\ud83d\\ude00 '; drop table incidents;--","startedAt":"2025-11-03t15:02:00+01:00","severity":"sev1","affected":[{"entityRef":"COMPONENT:Default/CheckOut","role":"cause","colour":"red"}],"roles":[{"role":"🚒","entityRef":"User:ANN"}]}`,
      )
      .expect(201);
    expect(body).toMatchObject({
      title: "\u202eأ 😀 😀 '; drop table incidents;--",
      startedAt: '2025-11-03T14:02:00.000Z',
      severity: 'SEV1',
      affected: [{ entityRef: 'component:default/checkout' }],
      roles: [{ role: '🚒', entityRef: 'user:default/ann' }],
    });
    const found = await ann.get(
      `/incidents?total=true&entityRef=COMPONENT:CheckOut&text=${encodeURIComponent(
        'DROP tab',
      )}`,
    );
    expect(found.body.totalItems).toBe(1);
    const all = await ann.get('/incidents?limit=200').expect(200);
    expect(all.body.items).toContainEqual(body);
    expect(incidentInput.title).toBeDefined();
  });
});
