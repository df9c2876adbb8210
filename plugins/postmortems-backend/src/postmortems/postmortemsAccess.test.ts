import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { samples } from '../images/__testUtils__/samples';
import {
  ann,
  bob,
  DENY,
  file,
  incident,
  startPostmortemsBackend,
  type PostmortemsBackend,
} from './__testUtils__/postmortemsBackend';

jest.setTimeout(60_000);

describe('who may do what with postmortems', () => {
  let backend: PostmortemsBackend;

  beforeEach(async () => {
    backend = await startPostmortemsBackend();
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
      '/settings',
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
