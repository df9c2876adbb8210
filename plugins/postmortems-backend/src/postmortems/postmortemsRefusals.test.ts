import {
  ann,
  bob,
  file,
  incident,
  startPostmortemsBackend,
  type PostmortemsBackend,
} from './__testUtils__/postmortemsBackend';

jest.setTimeout(60_000);

describe('requests about postmortems that are wrong', () => {
  let backend: PostmortemsBackend;

  beforeEach(async () => {
    backend = await startPostmortemsBackend();
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
});
