import { TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { incidentReadPermission } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { Test } from 'supertest';
import {
  startComposedBackend,
  type ComposedBackend,
} from './__testUtils__/composedBackend';
import {
  expectNone,
  file,
  importAndEdit,
  incidentInput,
  page,
  record,
  shelf,
} from './__testUtils__/fixtures';
import { decide, world } from './__testUtils__/world';
import { createIncidentConditionalDecision, incidentConditions } from './alpha';
import { samples } from './images/__testUtils__/samples';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** An answer without the names of documents' owners and reviewers. */
function withoutPeople(text: string): string {
  return JSON.stringify(JSON.parse(text), (_, value) => {
    if (value?.reviewers) {
      const { owner, reviewers, ...rest } = value;
      return { ...rest, reviewers: reviewers.map(withoutName) };
    }
    if (value?.postmortem) {
      const { owner, ...rest } = value.postmortem;
      return { ...value, postmortem: rest };
    }
    return value;
  });
}

function withoutName({
  entityRef,
  token,
  fallback,
  ...rest
}: Record<string, unknown>) {
  return rest;
}

describe('what is hidden', () => {
  let knex: Knex;
  let backend: ComposedBackend;
  /** Changed by a test, put back before the next. */
  let mayRead: (user: string, permission: string) => boolean;
  /** The one severity of the incidents that Sam may read, where it is set. */
  let readsOnly: string | undefined;

  beforeEach(async () => {
    mayRead = () => true;
    readsOnly = undefined;
    knex = await databases.init('SQLITE_3');
    backend = await startComposedBackend(knex, {
      ...world,
      decide: (user, permission) => {
        if (!mayRead(user, permission)) {
          return { result: AuthorizeResult.DENY };
        }
        return readsOnly &&
          user === 'sam' &&
          permission === incidentReadPermission.name
          ? createIncidentConditionalDecision(
              incidentReadPermission,
              incidentConditions.hasSeverity({ severities: [readsOnly] }),
            )
          : decide(user, permission);
      },
    });
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('answers as what does not exist', async () => {
    const filed = await file(backend.as('ann'), { visibility: 'restricted' });
    const { body: byReference } = await backend
      .as('ann')
      .get(`/incidents/${filed.incident.reference.toLocaleLowerCase('en-US')}`)
      .expect(200);
    expect(byReference.id).toBe(filed.incident.id);

    const sam = backend.as('sam');
    const unknown = { id: '01ABCDEFGHJKMNPQRSTVWXYZ00', reference: 'INC-4711' };
    const shape = async (
      test: Test,
      known: { id: string; reference: string },
    ) => {
      const { status, body } = await test;
      const { error } = body;
      return {
        status,
        name: error.name,
        message: error.message
          .split(known.id)
          .join('…')
          .split(known.reference)
          .join('…'),
      };
    };
    const asks: Array<(record: typeof unknown, etag: string) => Test> = [
      ({ id }) => sam.get(`/incidents/${id}`),
      ({ reference }) => sam.get(`/incidents/${reference}`),
      ({ id }, etag) =>
        sam
          .patch(`/incidents/${id}`)
          .set('If-Match', etag)
          .send({ title: 'x' }),
      ({ id }) => sam.delete(`/incidents/${id}`).set('If-Match', '"other"'),
      ({ id }) => sam.delete(`/incidents/${id}`),
      ({ id }) => sam.post('/postmortems').send({ incidentId: id }),
      ({ reference }) =>
        sam.post('/postmortems').send({ incidentId: reference }),
      ({ reference }) =>
        sam.post('/incidents').send({ ...shelf, duplicateOf: reference }),
      ({ id }) => sam.post('/incidents').send({ ...shelf, followsFrom: id }),
      ({ id }) =>
        sam
          .post('/postmortems')
          .send({ incident: { ...shelf, followsFrom: id } }),
    ];
    for (const ask of asks) {
      for (const etag of [`"${filed.incident.etag}"`, '"other"', '*']) {
        await expect(
          shape(ask(filed.incident, etag), filed.incident),
        ).resolves.toEqual(await shape(ask(unknown, etag), unknown));
      }
    }
    const document = { ...unknown, reference: 'PM-4711' };
    const asksOfDocument: Array<
      (record: typeof unknown, etag: string) => Test
    > = [
      ({ id }) => sam.get(`/postmortems/${id}`),
      ({ reference }) => sam.get(`/postmortems/${reference}`),
      ({ id }, etag) =>
        sam.patch(`/postmortems/${id}`).set('If-Match', etag).send({}),
      ({ id }) => sam.delete(`/postmortems/${id}`),
      ({ id }, etag) =>
        sam
          .put(`/postmortems/${id}/sections/summary`)
          .set('If-Match', etag)
          .send({ markdown: '' }),
      ({ id }) =>
        sam.post(`/postmortems/${id}/images`).type('png').send(samples.png),
      ({ id }) => sam.get(`/postmortems/${id}/images/${filed.image.id}`),
    ];
    for (const ask of asksOfDocument) {
      for (const etag of [`"${filed.postmortem.etag}"`, '"other"', '*']) {
        await expect(
          shape(ask(filed.postmortem, etag), filed.postmortem),
        ).resolves.toEqual(await shape(ask(document, etag), document));
      }
    }
  });

  it('does not stand in what refers to it', async () => {
    const ann = backend.as('ann');
    const secret = await file(ann, { visibility: 'restricted' });
    const repeat = await record(ann, {
      ...shelf,
      startedAt: '2025-11-20T08:00:00Z',
      resolvedAt: undefined,
      followsFrom: secret.incident.id,
      duplicateOf: secret.incident.id,
    });
    const { body: filed } = await ann
      .post('/postmortems')
      .send({ incidentId: repeat.id })
      .expect(201);
    expect(filed.incident.followsFrom).toBe(secret.incident.id);
    const sam = backend.as('sam');
    for (const path of [
      `/incidents/${repeat.id}`,
      '/incidents',
      '/incidents/series',
      `/postmortems/${filed.id}`,
      '/postmortems',
    ]) {
      const { text } = await sam.get(path).expect(200);
      expect(text).toContain('Shelf');
      expectNone(text, [
        'quokka',
        secret.incident.id,
        secret.incident.reference,
        secret.postmortem.id,
        `"${secret.postmortem.reference}"`,
      ]);
    }
  });

  it('is not named where it stands in the way', async () => {
    const ann = backend.as('ann');
    const { incident, postmortem } = await file(ann, shelf);
    mayRead = (user, permission) =>
      user !== 'sam' || permission !== 'postmortems.postmortem.read';
    const sam = backend.as('sam');
    const { body: read } = await sam
      .get(`/incidents/${incident.id}`)
      .expect(200);
    expect(read.postmortem).toBeUndefined();
    const again = await sam
      .post('/postmortems')
      .send({ incidentId: incident.id })
      .expect(409);
    expectNone(again.text, [postmortem.id, postmortem.reference]);
    const owner = await backend
      .as('olga')
      .post('/postmortems')
      .send({ incidentId: incident.id })
      .expect(409);
    expect(owner.body.error.message).toContain(postmortem.reference);
    const dropped = await backend
      .as('olga')
      .delete(`/incidents/${incident.id}`)
      .expect(409);
    expect(dropped.body.error.message).toContain(incident.reference);
  });

  it('is not counted in why a postmortem is required', async () => {
    const ann = backend.as('ann');
    for (const day of [1, 2, 3, 4]) {
      await record(ann, {
        ...shelf,
        severity: 'SEV4',
        visibility: 'restricted',
        startedAt: `2025-11-0${day}T08:00:00Z`,
        resolvedAt: `2025-11-0${day}T09:00:00Z`,
      });
    }
    const internal = await record(ann, {
      ...shelf,
      severity: 'SEV4',
      startedAt: '2025-11-05T08:00:00Z',
      resolvedAt: '2025-11-05T09:00:00Z',
    });
    const sam = backend.as('sam');
    const { body: read } = await sam
      .get(`/incidents/${internal.id}`)
      .expect(200);
    expect(read.postmortemDecision.reason).toBe('FREQUENCY_REACHED');
    expect(read.postmortemDecision.because).not.toMatch(/5|five|fifth/i);
    const { body: policy } = await sam
      .get(
        '/policy?entityRef=component:shelf&severity=SEV4&startedAt=2025-11-05T08:00:00Z',
      )
      .expect(200);
    expect(policy.required.reason).toBe('FREQUENCY_REACHED');
    expect(policy.required.because).not.toMatch(/[56]|fifth|sixth/i);
  });

  it('is not replayed to somebody else, nor to those who lost the right to it', async () => {
    const post = (name: string) =>
      backend
        .as(name)
        .post('/postmortems')
        .set('Idempotency-Key', 'one')
        .send({
          incident: { ...incidentInput, visibility: 'restricted', roles: [] },
        });
    const first = await post('ann').expect(201);
    const replay = await post('ann').expect(201);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect(replay.body).toEqual(first.body);

    const other = await post('sam').expect(201);
    expect(other.body.id).not.toBe(first.body.id);
    expectNone(other.text, [first.body.id, first.body.incident.id]);

    mayRead = user => user !== 'ann';
    const lost = await post('ann');
    expect(lost.status).toBe(403);
    expectNone(lost.text, ['quokka', first.body.id, first.body.incident.id]);
  });

  it('is not told by an import, whatever the record says', async () => {
    const ann = backend.as('ann');
    const { incident } = await importAndEdit(ann, { visibility: 'restricted' });
    const sam = backend.as('sam');
    const reports: unknown[] = [];
    for (const content of [
      page,
      page.replace('major', 'minor'),
      page.replace('Outage', incidentInput.title),
    ]) {
      for (const dryRun of [true, false]) {
        const { body } = await sam
          .post('/imports')
          .send({ format: 'statuspage', content, dryRun })
          .expect(200);
        const [{ outcome, incident: told, problems }] = body.records;
        reports.push({ outcome, told, problems });
        expectNone(JSON.stringify(body), [incident.id, incident.reference]);
      }
    }
    // The same for each: the answer says nothing of how much the guess has right.
    expect(reports).toEqual(reports.map(() => reports[0]));
    const { body: after } = await ann.get(`/incidents/${incident.id}`);
    expect(after).toEqual({ ...incident, postmortem: after.postmortem });
  });

  it('is no component that an import may match', async () => {
    const { body } = await backend
      .as('lena')
      .post('/imports')
      .send({
        format: 'statuspage',
        content: page.replace('checkout', 'vault'),
        dryRun: true,
      })
      .expect(200);
    expect(body.records[0].components).toEqual([{ name: 'vault' }]);
    const named = await backend
      .as('lena')
      .post('/imports')
      .send({
        format: 'statuspage',
        content: page,
        options: { components: { checkout: 'component:vault' } },
      });
    const unknown = await backend
      .as('lena')
      .post('/imports')
      .send({
        format: 'statuspage',
        content: page,
        options: { components: { checkout: 'component:ghost' } },
      });
    expect([named.status, unknown.status]).toEqual([400, 400]);
    expect(named.body.error.message.replace('vault', 'ghost')).toBe(
      unknown.body.error.message,
    );
  });

  it('is not among the people and places that a document names', async () => {
    // Lena takes part, so she may read what affects something that she cannot see.
    const { incident, postmortem } = await file(backend.as('ann'), {
      roles: [{ role: 'responder', entityRef: 'user:default/lena' }],
    });
    const lena = backend.as('lena');
    for (const path of [
      `/incidents/${incident.id}`,
      '/incidents',
      `/postmortems/${postmortem.id}`,
      '/postmortems',
    ]) {
      const { text } = await lena.get(path).expect(200);
      expect(text).toContain(postmortem.reference);
      // The people of a document are part of it, as are the entities that were affected.
      const others = withoutPeople(text);
      expectNone(others, ['keepers', 'council']);
    }
  });

  it('is not named by what covers it together with something open', async () => {
    const ann = backend.as('ann');
    const { incident, postmortem } = await file(ann, shelf);
    const other = await record(ann, { ...shelf, severity: 'SEV2' });
    await knex('postmortem_incidents').insert({
      incident_id: other.id,
      postmortem_id: postmortem.id,
      main: false,
    });
    readsOnly = 'SEV2';
    const sam = backend.as('sam');
    await sam.get(`/postmortems/${postmortem.id}`).expect(404);
    await sam.get(`/incidents/${incident.id}`).expect(404);
    const { text } = await sam.get(`/incidents/${other.id}`).expect(200);
    expectNone(text, [postmortem.id, postmortem.reference]);
  });
});
