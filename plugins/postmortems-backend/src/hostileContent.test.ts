import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Caller } from './__testUtils__/composedBackend';
import type { Filed } from './__testUtils__/fixtures';
import {
  attempt,
  MIB,
  refusal,
  startWithTwoDocuments,
  type Ask,
} from './__testUtils__/refusals';
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

  it.each(IMAGES)(
    'refuses %s as an image',
    async (_, content, type, status, says) => {
      await expect(
        attempt(
          knex,
          ann
            .post(`/postmortems/${filed.postmortem.id}/images`)
            .set('Content-Type', type)
            .send(content),
        ),
      ).resolves.toEqual(refusal(status, says));
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
        await expect(
          attempt(knex, etag === undefined ? test : test.set('If-Match', etag)),
        ).resolves.toEqual(refusal(status, says));
      },
    );

    it('takes neither a weak etag nor one of something else', async () => {
      for (const etag of [
        `W/"${etagOf(filed)}"`,
        `"${other.incident.etag}"`,
        `"${other.postmortem.etag}"`,
      ]) {
        await expect(
          attempt(knex, ask(ann, filed).set('If-Match', etag)),
        ).resolves.toEqual(refusal(412, /changed/));
      }
    });
  });

  it.each([
    ['one byte too many', 'x'.repeat(MIB + 1)],
    ['too much in another script', '語'.repeat(MIB / 3 + 1)],
    ['3 MB', 'x'.repeat(3 * MIB)],
    ['10 MB', 'x'.repeat(10 * MIB)],
  ])('refuses a section of %s, and says how much it holds', async (_, text) => {
    await expect(
      attempt(
        knex,
        ann
          .put(`/postmortems/${filed.postmortem.id}/sections/summary`)
          .set('If-Match', '*')
          .send({ markdown: text }),
      ),
    ).resolves.toEqual(refusal(413, /1 MB/));
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
  });
});
