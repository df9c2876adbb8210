import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  postmortemSchema,
  postmortemSummarySchema,
} from '@hindsight/plugin-postmortems-common';
import request from 'supertest';
import { samples } from '../images/__testUtils__/samples';
import {
  ann,
  bob,
  startPostmortemsBackend,
} from './__testUtils__/postmortemsBackend';

jest.setTimeout(60_000);

const incident = {
  title: 'Checkout returned 502',
  severity: 'SEV1',
  startedAt: '2025-11-03T14:02:00Z',
  resolvedAt: '2025-11-03T15:14:00Z',
  affected: [{ entityRef: 'Component:Default/CHECKOUT' }],
};

const DENY = { result: AuthorizeResult.DENY } as const;

type Backend = Awaited<ReturnType<typeof startPostmortemsBackend>>;

async function file(backend: Backend, body: object = { incident }) {
  const { body: postmortem } = await backend
    .as(ann)
    .post('/postmortems')
    .send(body)
    .expect(201);
  return postmortem;
}

describe('postmortems over HTTP', () => {
  let backend: Backend;

  beforeEach(async () => {
    backend = await startPostmortemsBackend();
  });

  it('files a postmortem with its incident, and everybody finds it', async () => {
    const created = await backend
      .as(ann)
      .post('/postmortems')
      .send({ incident, additionalReviewers: ['User:BOB', 'group:sre'] })
      .expect(201);
    expect(created.body).toMatchObject({
      reference: 'PM-1',
      status: 'draft',
      template: 'standard',
      owner: 'group:default/payments',
      approvals: 2,
      visibility: 'internal',
      revision: 1,
      createdBy: ann,
      reviewers: [
        {
          entityRef: 'group:default/payments',
          token: 'owner',
          required: true,
          because: [{ kind: 'annotation' }],
        },
        {
          entityRef: 'group:default/sre',
          required: true,
          because: [{ kind: 'annotation' }, { kind: 'manual' }],
        },
        { entityRef: bob, required: true, because: [{ kind: 'manual' }] },
      ],
      incident: {
        reference: 'INC-1',
        affected: [{ entityRef: 'component:default/checkout' }],
        postmortem: { reference: 'PM-1', owner: 'group:default/payments' },
      },
    });
    expect(created.headers.etag).toBe(`"${created.body.etag}"`);
    // Nothing is sent that the OpenAPI document does not tell of.
    expect(postmortemSchema.parse(created.body)).toEqual(created.body);
    expect(created.body.sections[0]).toMatchObject({
      key: 'summary',
      required: true,
      markdown: '',
    });

    const read = await backend.as(bob).get('/postmortems/pm-1').expect(200);
    expect(read.body).toEqual(created.body);
    const list = await backend
      .as(bob)
      .get('/postmortems?entityRef=component:CHECKOUT&status=draft&total=true')
      .expect(200);
    expect(list.body).toMatchObject({
      totalItems: 1,
      items: [
        {
          id: created.body.id,
          title: 'Checkout returned 502',
          severity: 'SEV1',
        },
      ],
    });
    const [summary] = list.body.items;
    expect(postmortemSummarySchema.parse(summary)).toEqual(summary);
    const byIncident = await backend
      .as(bob)
      .get(`/postmortems?incidentId=${created.body.incidentId}`)
      .expect(200);
    expect(byIncident.body.items).toHaveLength(1);
  });

  it('files for an incident that is there, once', async () => {
    const { body: stored } = await backend
      .as(ann)
      .post('/incidents')
      .send(incident)
      .expect(201);
    const postmortem = await file(backend, {
      incidentId: stored.id,
      template: 'lightweight',
      owner: 'User:Default/Bob',
    });
    expect(postmortem).toMatchObject({
      owner: bob,
      template: 'lightweight',
      incidentId: stored.id,
    });
    const again = await backend
      .as(bob)
      .post('/postmortems')
      .send({ incidentId: 'INC-1' })
      .expect(409);
    expect(again.body.error.message).toContain('PM-1 covers this incident');
    await backend.as(ann).delete('/incidents/INC-1').expect(409);
  });

  it('stores neither postmortem nor incident where one of them is wrong', async () => {
    for (const wrong of [
      { incident, owner: 'group:default/nobody' },
      { incident, template: 'novel' },
      { incident: { ...incident, title: '' } },
      { incident: { ...incident, resolvedAt: '2025-11-03T10:00:00Z' } },
    ]) {
      await backend.as(ann).post('/postmortems').send(wrong).expect(400);
    }
    const { body } = await backend.as(ann).get('/incidents?total=true');
    expect(body.totalItems).toBe(0);
  });

  it('does a repeated filing once', async () => {
    const post = () =>
      backend
        .as(ann)
        .post('/postmortems')
        .set('Idempotency-Key', 'filing-1')
        .send({ incident });
    const [first, second] = await Promise.all([post(), post()]);
    expect(first.body).toEqual(second.body);
    const { body } = await backend.as(ann).get('/incidents?total=true');
    expect(body.totalItems).toBe(1);
  });

  it('changes owner and reviewers with the etag that was read', async () => {
    const postmortem = await file(backend);
    const path = `/postmortems/${postmortem.id}`;
    const etag = `"${postmortem.etag}"`;
    const patch = { owner: bob, additionalReviewers: [bob] };
    await backend.as(ann).patch(path).send(patch).expect(428);
    await backend
      .as(ann)
      .patch(path)
      .set('If-Match', '"other"')
      .send(patch)
      .expect(412);
    const changed = await backend
      .as(ann)
      .patch(path)
      .set('If-Match', etag)
      .send(patch)
      .expect(200);
    expect(changed.body.owner).toBe(bob);
    expect(changed.body.reviewers).toMatchObject([
      { entityRef: 'group:default/payments' },
      { entityRef: 'group:default/sre' },
      { entityRef: bob },
    ]);
    expect(changed.body.etag).not.toBe(postmortem.etag);
    await backend
      .as(ann)
      .patch(path)
      .set('If-Match', etag)
      .send(patch)
      .expect(412);

    const cleared = await backend
      .as(ann)
      .patch(path)
      .set('If-Match', `"${changed.body.etag}"`)
      .send({ owner: null, additionalReviewers: [] })
      .expect(200);
    expect(cleared.body).not.toHaveProperty('owner');
    expect(cleared.body.reviewers).toHaveLength(2);
  });

  it('saves a section against its own etag', async () => {
    const postmortem = await file(backend);
    const [summary, impact] = postmortem.sections;
    const path = `/postmortems/PM-1/sections/${summary.key}`;
    const save = (user: string, markdown: string, etag: string) =>
      backend
        .as(user)
        .put(path)
        .set('If-Match', `"${etag}"`)
        .send({ markdown });

    await backend.as(ann).put(path).send({ markdown: 'x' }).expect(428);
    await save(ann, 'x', impact.etag).expect(412);
    const answers = await Promise.all([
      save(ann, 'Ann wrote this', summary.etag),
      save(bob, 'Bob wrote this', summary.etag),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { body: saved } = answers.find(({ status }) => status === 200)!;
    expect([ann, bob]).toContain(saved.updatedBy);

    const { body: read } = await backend.as(ann).get('/postmortems/PM-1');
    expect(read.sections[0]).toEqual(saved);
    expect(read.etag).toBe(postmortem.etag);
    const found = await backend.as(bob).get('/postmortems?text=wrote');
    expect(found.body.items).toHaveLength(1);

    // 1 MB of line breaks is 2 MB of JSON.
    const largest = '\n'.repeat(1024 * 1024);
    const { body: full } = await save(ann, largest, saved.etag).expect(200);
    const { body: refused } = await save(ann, `${largest}ü`, full.etag).expect(
      413,
    );
    expect(refused.error.message).toMatch('up to 1048576 (1 MB)');
  });

  it('deletes a draft and lets its incident be filed for again', async () => {
    const postmortem = await file(backend);
    await backend
      .as(ann)
      .post('/postmortems/PM-1/images')
      .type('png')
      .send(samples.png)
      .expect(201);
    await backend
      .as(ann)
      .delete('/postmortems/PM-1')
      .set('If-Match', '"other"')
      .expect(412);
    await backend.as(ann).delete('/postmortems/PM-1').expect(204);
    await backend.as(ann).get('/postmortems/PM-1').expect(404);
    const again = await file(backend, { incidentId: postmortem.incidentId });
    expect(again.reference).toBe('PM-2');
  });

  it('keeps images under the permissions of their document', async () => {
    await file(backend);
    await file(backend);
    const upload = (path: string, content: Buffer, type: string) =>
      backend
        .as(ann)
        .post(`${path}/images`)
        .set('Content-Type', type)
        .send(content);
    const { body: image } = await upload(
      '/postmortems/PM-1',
      samples.gif,
      'image/gif',
    ).expect(201);
    expect(image).toEqual({
      id: expect.any(String),
      markdownUrl: `images/${image.id}`,
      mediaType: 'image/gif',
      bytes: samples.gif.length,
      width: 3,
      height: 2,
      createdAt: expect.any(String),
      createdBy: ann,
    });
    const again = await upload(
      '/postmortems/PM-1',
      samples.gif,
      'application/octet-stream',
    );
    expect(again.body).toEqual(image);
    const elsewhere = await upload(
      '/postmortems/PM-2',
      samples.gif,
      'image/gif',
    );
    expect(elsewhere.body.id).not.toBe(image.id);

    const path = `/postmortems/PM-1/images/${image.id}`;
    const read = await backend.as(bob).get(path).expect(200);
    expect(read.body).toEqual(samples.gif);
    expect(read.headers).toMatchObject({
      'content-type': 'image/gif',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
    });
    await backend
      .as(bob)
      .get(path)
      .set('If-None-Match', read.headers.etag)
      .expect(304);
    await backend
      .as(bob)
      .get(`/postmortems/PM-2/images/${image.id}`)
      .expect(404);
    backend.setPermissions(name =>
      name === 'postmortems.postmortem.read' ? DENY : undefined,
    );
    await backend
      .as(bob)
      .get(path)
      .set('If-None-Match', read.headers.etag)
      .expect(404);
  });

  it.each([
    ['an SVG', samples.svg, 'image/svg+xml', 400, 'of type SVG'],
    [
      'a page that says it is a PNG',
      samples.html,
      'image/png',
      400,
      'no image',
    ],
    ['a GIF that says it is a PNG', samples.gif, 'image/png', 400, 'image/gif'],
    ['JSON', Buffer.from('{"a":1}'), 'application/json', 400, 'no image'],
    ['nothing', Buffer.alloc(0), 'image/png', 400, 'empty'],
    [
      'more than 5 MB',
      Buffer.alloc(5 * 1024 * 1024 + 1),
      'image/png',
      413,
      '5 MB',
    ],
  ])('refuses %s as an image', async (_, content, type, status, message) => {
    await file(backend);
    const { body } = await backend
      .as(ann)
      .post('/postmortems/PM-1/images')
      .set('Content-Type', type)
      .send(content)
      .expect(status);
    expect(body.error.message).toContain(message);
  });

  it.each<[string, string, string, object | undefined, number, RegExp]>([
    ['a body that is no object', 'post', '/postmortems', [], 400, /body/],
    [
      'neither incident',
      'post',
      '/postmortems',
      {},
      400,
      /incidentId: give either/,
    ],
    [
      'both incidents',
      'post',
      '/postmortems',
      { incidentId: 'x', incident },
      400,
      /give either/,
    ],
    [
      'an unknown field',
      'post',
      '/postmortems',
      { incident, createdBy: bob },
      400,
      /createdBy/,
    ],
    [
      'an unknown incident',
      'post',
      '/postmortems',
      { incidentId: 'INC-99' },
      404,
      /INC-99/,
    ],
    [
      'an unknown template',
      'post',
      '/postmortems',
      { incident, template: 'novel' },
      400,
      /template: 'novel'.*standard/,
    ],
    [
      'an unknown owner',
      'post',
      '/postmortems',
      { incident, owner: 'user:ghost' },
      400,
      /owner: .*user:default\/ghost/,
    ],
    [
      'an owner that is no one',
      'post',
      '/postmortems',
      { incident, owner: 'component:web' },
      400,
      /owner: must be a user or a group/,
    ],
    [
      'an unknown reviewer',
      'post',
      '/postmortems',
      { incident, additionalReviewers: ['group:sre', 'group:ghosts'] },
      400,
      /additionalReviewers\[1\]/,
    ],
    [
      'a reviewer of a wrong type',
      'post',
      '/postmortems',
      { incident, additionalReviewers: [7] },
      400,
      /additionalReviewers\[0\]/,
    ],
    [
      'an unknown entity',
      'post',
      '/postmortems',
      {
        incident: { ...incident, affected: [{ entityRef: 'component:ghost' }] },
      },
      400,
      /component:default\/ghost/,
    ],
    [
      'a cursor made by hand',
      'get',
      '/postmortems?cursor=eyJhIjoxfQ',
      undefined,
      400,
      /cursor/,
    ],
    [
      'a cursor of nonsense',
      'get',
      '/postmortems?cursor=%F0%9F%92%A5',
      undefined,
      400,
      /cursor/,
    ],
    [
      'a limit too large',
      'get',
      '/postmortems?limit=201',
      undefined,
      400,
      /limit/,
    ],
    [
      'an unknown filter',
      'get',
      '/postmortems?colour=red',
      undefined,
      400,
      /colour/,
    ],
    [
      'an unknown status',
      'get',
      '/postmortems?status=lost',
      undefined,
      400,
      /status/,
    ],
    [
      'a reference of nothing',
      'get',
      '/postmortems/PM-99',
      undefined,
      404,
      /PM-99/,
    ],
    [
      'a number beyond any',
      'get',
      '/postmortems/PM-99999999999999',
      undefined,
      404,
      /PM-9/,
    ],
    ['a NUL in the address', 'get', '/postmortems/%00', undefined, 400, /NUL/],
    [
      'no markdown',
      'put',
      '/postmortems/PM-1/sections/summary',
      {},
      400,
      /markdown/,
    ],
    [
      'markdown of a wrong type',
      'put',
      '/postmortems/PM-1/sections/summary',
      { markdown: 1 },
      400,
      /markdown/,
    ],
    [
      'a NUL in a section',
      'put',
      '/postmortems/PM-1/sections/summary',
      { markdown: 'a\0b' },
      400,
      /NUL/,
    ],
    [
      'an unknown section',
      'put',
      '/postmortems/PM-1/sections/nothing',
      { markdown: '' },
      404,
      /no section 'nothing'/,
    ],
    [
      'an etag without quotes',
      'put',
      '/postmortems/PM-1/sections/impact',
      { markdown: '' },
      400,
      /no etag/,
    ],
    [
      'a status',
      'patch',
      '/postmortems/PM-1',
      { status: 'published' },
      400,
      /status/,
    ],
    [
      'an unknown owner to be',
      'patch',
      '/postmortems/PM-1',
      { owner: 'user:ghost' },
      400,
      /owner/,
    ],
    [
      'an image of nothing',
      'get',
      '/postmortems/PM-1/images/x',
      undefined,
      404,
      /image/,
    ],
  ])('refuses %s', async (_, method, path, body, status, message) => {
    const { etag } = await file(backend);
    const section = path.endsWith('impact') ? 'bare' : '*';
    const ifMatch = path.includes('sections') ? section : `"${etag}"`;
    const answer = await backend
      .as(ann)
      [method as 'get'](path)
      .set('If-Match', ifMatch)
      .send(body as object);
    expect(answer.body.error?.message).toMatch(message);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['postmortems.postmortem.read', 404, 404, 404, 404, 201],
    ['postmortems.incident.read', 404, 404, 404, 404, 201],
    ['postmortems.postmortem.update', 200, 403, 403, 204, 201],
    ['postmortems.postmortem.delete', 200, 200, 200, 403, 201],
    ['postmortems.postmortem.create', 200, 200, 200, 204, 403],
    ['postmortems.incident.create', 200, 200, 200, 204, 403],
  ])(
    'without %s answers %i, %i, %i, %i, %i',
    async (denied, get, patch, put, remove, create) => {
      const { etag } = await file(backend);
      backend.setPermissions(name => (name === denied ? DENY : undefined));
      const user = backend.as(bob);
      await user.get('/postmortems/PM-1').expect(get);
      const list = await user.get('/postmortems?total=true').expect(200);
      expect(list.body.totalItems).toBe(get === 200 ? 1 : 0);
      await user
        .put('/postmortems/PM-1/sections/summary')
        .set('If-Match', '*')
        .send({ markdown: 'x' })
        .expect(put);
      await user
        .post('/postmortems/PM-1/images')
        .type('png')
        .send(samples.png)
        .expect(put === 200 ? 201 : put);
      await user
        .patch('/postmortems/PM-1')
        .set('If-Match', `"${etag}"`)
        .send({ owner: bob })
        .expect(patch);
      await user.delete('/postmortems/PM-1').expect(remove);
      await user.post('/postmortems').send({ incident }).expect(create);
    },
  );

  it('answers nobody who is not signed in', async () => {
    await file(backend);
    for (const path of [
      '/postmortems',
      '/postmortems/PM-1',
      '/postmortems/PM-1/images/x',
      '/openapi.json',
    ]) {
      await request(backend.server)
        .get(`/api/postmortems${path}`)
        .set('Authorization', mockCredentials.none.header())
        .expect(401);
    }
  });

  it('shows a restricted document to those who take part in it alone', async () => {
    const restricted = {
      ...incident,
      affected: [{ entityRef: 'component:web' }],
      visibility: 'restricted',
    };
    await file(backend, { incident: restricted, owner: ann });
    await backend.as(bob).get('/postmortems/PM-1').expect(404);
    const hidden = await backend.as(bob).get('/postmortems?total=true');
    expect(hidden.body).toEqual({ items: [], totalItems: 0, pageInfo: {} });

    const { body: postmortem } = await backend
      .as(ann)
      .get('/postmortems/PM-1')
      .expect(200);
    expect(postmortem.visibility).toBe('restricted');
    await backend
      .as(ann)
      .patch('/postmortems/PM-1')
      .set('If-Match', `"${postmortem.etag}"`)
      .send({ additionalReviewers: [bob] })
      .expect(200);
    await backend.as(bob).get('/postmortems/PM-1').expect(200);
  });
});
