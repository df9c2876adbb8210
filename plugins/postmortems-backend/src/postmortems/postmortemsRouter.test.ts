import {
  postmortemSchema,
  postmortemSummarySchema,
} from '@hindsight/plugin-postmortems-common';
import { samples } from '../images/__testUtils__/samples';
import {
  ann,
  bob,
  file,
  incident,
  startPostmortemsBackend,
  type PostmortemsBackend,
} from './__testUtils__/postmortemsBackend';

jest.setTimeout(60_000);

describe('postmortems over HTTP', () => {
  let backend: PostmortemsBackend;

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

  it('asks the policy for reviewers again while it is a draft', async () => {
    backend = await startPostmortemsBackend({
      config: { postmortems: { catalogCache: { milliseconds: 0 } } },
    });
    const postmortem = await file(backend, {
      incident: { ...incident, visibility: 'restricted' },
      owner: ann,
      additionalReviewers: ['group:sre'],
    });
    await backend.as(bob).get('/postmortems/PM-1').expect(404);

    const [checkout] = backend.entities;
    checkout.metadata.annotations = {
      'postmortems/required-reviewers': bob,
      'postmortems/approvals': '1',
    };
    const { body: read } = await backend.as(ann).get('/postmortems/PM-1');
    expect(read).toMatchObject({
      approvals: 1,
      etag: postmortem.etag,
      reviewers: [
        { entityRef: bob, because: [{ kind: 'annotation' }] },
        { entityRef: 'group:default/sre', because: [{ kind: 'manual' }] },
      ],
    });
    // The new reviewer may read what is restricted.
    await backend.as(bob).get('/postmortems/PM-1').expect(200);
  });
});
