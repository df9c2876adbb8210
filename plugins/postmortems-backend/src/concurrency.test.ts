import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Response } from 'supertest';
import {
  entity,
  startComposedBackend,
  type Caller,
} from './__testUtils__/composedBackend';
import { incidentInput, record } from './__testUtils__/fixtures';
import { attempt, refusal } from './__testUtils__/refusals';
import { samples } from './images/__testUtils__/samples';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const AT_ONCE = 20;

const input = { ...incidentInput, roles: [] };

/** What hangs on the moment is tried several times. */
const AGAIN = ['once', 'twice', 'again', 'and again', 'and once more'];

/** Sends so many requests at the same moment. */
function atOnce(send: (i: number) => PromiseLike<Response>) {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(i)));
}

/** How many answers have each status. */
function statuses(answers: Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

function messages(answers: Response[]): string[] {
  return [...new Set(answers.flatMap(({ body }) => body.error?.message ?? []))];
}

describe.each(databases.eachSupportedId())('at once on %s', databaseId => {
  let knex: Knex;
  let ann: Caller;
  let bob: Caller;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    const { as } = await startComposedBackend(knex, {
      entities: [
        entity('Component', 'checkout'),
        entity('Component', 'vault'),
        entity('User', 'ann'),
        entity('User', 'bob'),
        entity('User', 'pete'),
      ],
    });
    ann = as('ann');
    bob = as('bob');
  });

  beforeEach(async () => {
    await knex('postmortems').delete();
    await knex('incidents').delete();
  });

  afterAll(async () => {
    await knex.destroy();
  });

  const count = async (table: string) => (await knex(table).select()).length;

  it('records one incident for one key, however often it is sent', async () => {
    const answers = await atOnce(() =>
      ann.post('/incidents').set('Idempotency-Key', 'once').send(input),
    );
    expect(statuses(answers)).toEqual({ 201: AT_ONCE });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count('incidents')).toBe(1);
  });

  it('gives each record a reference of its own', async () => {
    const answers = await atOnce(i =>
      i % 2
        ? ann.post('/incidents').send(input)
        : ann.post('/postmortems').send({ incident: input }),
    );
    expect(statuses(answers)).toEqual({ 201: AT_ONCE });
    const references = answers.map(({ body }) => body.reference);
    expect(new Set(references).size).toBe(AT_ONCE);
    expect(await count('incidents')).toBe(AT_ONCE);
    expect(await count('postmortems')).toBe(AT_ONCE / 2);
  });

  it('lets one of those who read the same version change it', async () => {
    const { body: postmortem } = await ann
      .post('/postmortems')
      .send({ incident: input })
      .expect(201);
    const { incident } = postmortem;
    const path = `/postmortems/${postmortem.id}`;
    const [{ etag }] = postmortem.sections;
    const [{ key }] = postmortem.sections;
    for (const send of [
      (i: number) =>
        ann
          .patch(`/incidents/${incident.id}`)
          .set('If-Match', `"${incident.etag}"`)
          .send({ title: `Version ${i}` }),
      () =>
        ann
          .patch(path)
          .set('If-Match', `"${postmortem.etag}"`)
          .send({ owner: 'user:bob' }),
      (i: number) =>
        ann
          .put(`${path}/sections/${key}`)
          .set('If-Match', `"${etag}"`)
          .send({ markdown: `Version ${i}` }),
    ]) {
      const answers = await atOnce(send);
      expect(statuses(answers)).toEqual({ 200: 1, 412: AT_ONCE - 1 });
    }
  });

  it('loses no change of those who do not care what was there', async () => {
    const incident = await record(ann, input);
    const answers = await atOnce(i =>
      ann
        .patch(`/incidents/${incident.id}`)
        .set('If-Match', '*')
        .send(i % 2 ? { title: 'Other' } : { summary: 'Other.' }),
    );
    expect(Object.keys(statuses(answers))).toEqual(
      expect.not.arrayContaining(['500', '412']),
    );
    const { body } = await ann.get(`/incidents/${incident.id}`);
    expect(body).toMatchObject({ title: 'Other', summary: 'Other.' });
  });

  it('files one postmortem for an incident, and names it to the others', async () => {
    const incident = await record(ann, input);
    const answers = await atOnce(i =>
      (i % 2 ? ann : bob)
        .post('/postmortems')
        .send({ incidentId: incident.reference }),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: AT_ONCE - 1 });
    const filed = answers.find(({ status }) => status === 201)?.body;
    expect(messages(answers)).toEqual([
      `${filed.reference} covers this incident already`,
    ]);
    expect(await count('postmortems')).toBe(1);
  });

  it.each(AGAIN)('either files for an incident or deletes it, %s', async () => {
    const incident = await record(ann, input);
    const answers = await atOnce(i =>
      i % 2
        ? ann.post('/postmortems').send({ incidentId: incident.id })
        : ann.delete(`/incidents/${incident.id}`),
    );
    expect(Object.keys(statuses(answers))).toEqual(
      expect.not.arrayContaining(['500']),
    );
  });

  it.each(AGAIN)(
    'follows an incident, or says that it is gone, %s',
    async () => {
      const earlier = await record(ann, input);
      const answers = await atOnce(i =>
        i
          ? ann.post('/incidents').send({ ...input, followsFrom: earlier.id })
          : ann.delete(`/incidents/${earlier.id}`),
      );
      expect(Object.keys(statuses(answers))).toEqual(
        expect.not.arrayContaining(['500']),
      );
    },
  );

  it('lists what is there while others delete it', async () => {
    const filed = await atOnce(() =>
      ann.post('/postmortems').send({ incident: input }),
    );
    const answers = await atOnce(i =>
      i % 2
        ? ann.get(i % 4 === 1 ? '/postmortems?total=true' : '/incidents')
        : ann.delete(`/postmortems/${filed[i].body.id}`),
    );
    expect(statuses(answers)).toEqual({
      200: AT_ONCE / 2,
      204: AT_ONCE / 2,
    });
  });

  it.each([false, true, true, true])(
    'keeps an image once, and none where the document goes: %p',
    async deletes => {
      const { body } = await ann
        .post('/postmortems')
        .send({ incident: input })
        .expect(201);
      const path = `/postmortems/${body.id}`;
      const before = await count('image_contents');
      const answers = await atOnce(i =>
        deletes && i === 7
          ? ann.delete(path)
          : ann.post(`${path}/images`).type('png').send(samples.png),
      );
      expect(Object.keys(statuses(answers))).toEqual(
        expect.not.arrayContaining(['500']),
      );
      expect(await count('image_contents')).toBe(before + (deletes ? 0 : 1));
    },
  );

  it('imports each record once', async () => {
    const content = JSON.stringify({
      incidents: [1, 2, 3].map(id => ({
        id: `r${id}`,
        name: 'Outage',
        started_at: '2025-11-03T14:02:00Z',
      })),
    });
    const answers = await atOnce(() =>
      ann.post('/imports').send({ format: 'statuspage', content }),
    );
    expect(statuses(answers)).toEqual({ 200: AT_ONCE });
    expect(await count('incidents')).toBe(3);
  });

  it.each([
    ['', /1 to 255/],
    ['a b', /1 to 255/],
    ['x'.repeat(256), /1 to 255/],
    ['é', /1 to 255/],
  ])('refuses the key %p', async (key, says) => {
    for (const path of ['/incidents', '/postmortems', '/imports']) {
      await expect(
        attempt(
          knex,
          ann.post(path).set('Idempotency-Key', key).send({ incident: input }),
        ),
      ).resolves.toEqual(refusal(400, /Idempotency-Key/, says));
    }
  });

  it('takes a key for one request alone', async () => {
    await ann
      .post('/incidents')
      .set('Idempotency-Key', 'mine')
      .send(input)
      .expect(201);
    await expect(
      attempt(
        knex,
        ann
          .post('/incidents')
          .set('Idempotency-Key', 'mine')
          .send({ ...input, title: 'Another' }),
      ),
    ).resolves.toEqual(refusal(409, /Idempotency-Key/, /another body/));
    // A refused request leaves its key free.
    const post = (body: object) =>
      ann.post('/incidents').set('Idempotency-Key', 'later').send(body);
    await post({}).expect(400);
    await post(input).expect(201);
    // The same key is another one on another route, and for somebody else.
    await ann
      .post('/postmortems')
      .set('Idempotency-Key', 'later')
      .send({ incident: input })
      .expect(201);
    const { headers } = await bob
      .post('/incidents')
      .set('Idempotency-Key', 'later')
      .send(input)
      .expect(201);
    expect(headers['idempotency-replayed']).toBeUndefined();
  });
});
