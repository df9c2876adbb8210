import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Caller } from './__testUtils__/composedBackend';
import {
  attempt,
  many,
  MIB,
  refusal,
  startWithTwoDocuments,
} from './__testUtils__/refusals';
import { readTables } from './__testUtils__/tables';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

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
  [
    '5,001 components',
    statuspage([
      {
        id: 'x',
        name: 'x',
        started_at: '2024-03-01T11:00:00Z',
        components: many(5_001, 0).map((_, i) => ({ name: `c${i}` })),
      },
    ]),
    400,
    /content.*5001.*5000/,
  ],
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
    cstate('', { pageUrl: 'data:text/html,x' }),
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
  ['a field twice', head('title: Again'), /front matter.*title.*twice/],
  ['a head without end', head(`a: ${'x'.repeat(32_000)}`), /32000/],
  ['a tag of its own', head('affected: !!js/function x'), /^$/],
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

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    ({ ann } = await startWithTwoDocuments(knex));
  });

  afterAll(async () => {
    await knex.destroy();
  });

  it.each(WRONG_IMPORTS)(
    'refuses an import with %s',
    async (_, body, status, says) => {
      await expect(
        attempt(knex, ann.post('/imports').send(body)),
      ).resolves.toEqual(refusal(status, says));
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
});
