import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { body, startBackend } from './__testUtils__/incidentsBackend';

jest.setTimeout(60_000);

describe('incidents over HTTP', () => {
  it('records, reads, lists, charts, changes and deletes an incident', async () => {
    const { server, as } = await startBackend();
    const ann = as('ann');
    const created = await ann.post(body);
    expect(created.body).toMatchObject({
      reference: 'INC-1',
      severity: 'SEV1',
      status: 'resolved',
      resolvedAt: '2025-11-03T15:14:00.000Z',
      createdBy: 'user:default/ann',
      visibility: 'internal',
      affected: [
        {
          entityRef: 'component:default/checkout',
          role: 'cause',
          snapshot: { owner: 'group:default/payments' },
        },
      ],
      postmortemDecision: { required: expect.any(Boolean), fixed: true },
    });
    expect(created.status).toBe(201);
    expect(created.headers.etag).toBe(`"${created.body.etag}"`);
    const path = `/${created.body.id}`;

    const read = await ann.get('/inc-1');
    expect(read.body).toEqual(created.body);
    expect(read.headers.etag).toBe(`"${created.body.etag}"`);

    const list = await ann.get(
      '?entityRef=group:engineering&relation=parts&total=true',
    );
    expect(list.body).toEqual({
      items: [created.body],
      totalItems: 1,
      pageInfo: {},
    });

    const series = await ann.get('/series?entityRef=component:checkout');
    expect(series.body).toMatchObject({
      points: [{ reference: 'INC-1', durationSeconds: 72 * 60 }],
      totals: {
        incidents: 1,
        medianSecondsToMitigate: 48 * 60,
        medianSecondsToMitigateN: 1,
      },
    });

    const changed = await ann.patch(path, read.headers.etag, {
      title: 'Checkout answered with 502',
    });
    expect(changed.status).toBe(200);
    expect(changed.body.title).toBe('Checkout answered with 502');
    expect(changed.headers.etag).toBe(`"${changed.body.etag}"`);
    expect(changed.body.etag).not.toBe(created.body.etag);

    const stale = await ann.patch(path, read.headers.etag, { title: 'Other' });
    expect(stale.status).toBe(412);
    const missing = await request(server)
      .patch(`/api/postmortems/incidents${path}`)
      .send({ title: 'X' });
    expect(missing.status).toBe(428);

    await ann.delete(path).expect(204);
    await ann.get(path).expect(404);
    await ann.delete(path).expect(404);
    const anonymous = await request(server)
      .get('/api/postmortems/incidents')
      .set('Authorization', mockCredentials.none.header());
    expect(anonymous.status).toBe(401);
  });

  it('answers bad input with what is wrong, and stores nothing of it', async () => {
    const { as } = await startBackend();
    const ann = as('ann');
    const { body: incident } = await ann.post(body);
    const bodies: Array<[object, RegExp]> = [
      [{ ...body, title: ' ' }, /title: must not be empty/],
      [{ ...body, startedAt: 'yesterday' }, /startedAt: must be a time/],
      [{ ...body, createdBy: 'user:default/bo' }, /createdBy/],
      [{ ...body, severity: 'SEV9' }, /severity/],
      [{ ...body, detectedAt: '2025-11-03T14:01:00Z' }, /detectedAt/],
      [{ ...body, affected: [{ entityRef: 'nobody' }] }, /affected\[0\]/],
      [
        {
          ...body,
          affected: [
            { entityRef: 'component:checkout' },
            { entityRef: 'component:checkuot' },
          ],
        },
        /affected\[1\]\.entityRef: .*component:default\/checkuot/,
      ],
      [
        { ...body, roles: [{ role: 'x', entityRef: 'user:nobody' }] },
        /roles\[0\]\.entityRef/,
      ],
      [{ ...body, duplicateOf: 'INC-99' }, /duplicateOf/],
      [{ ...body, summary: 'x'.repeat(20_001) }, /summary/],
      [{ ...body, title: 'a\0b' }, /NUL/],
    ];
    for (const [input, message] of bodies) {
      const { status, body: answer } = await ann.post(input);
      expect([status, answer.error.message]).toEqual([
        400,
        expect.stringMatching(message),
      ]);
      expect(answer.error.name).toBe('InputError');
    }
    const queries = [
      '?limit=0',
      '?limit=201',
      '?limit=many',
      '?cursor=handmade',
      '?severity=',
      '?entityRef=nothing',
      '?status=closed',
      '?order=title',
      '?unknown=1',
      '?hasPostmortem=maybe',
      '?startedAfter=2025',
      '/series?limit=3',
    ];
    for (const query of queries) {
      const { status } = await ann.get(query);
      expect([query, status]).toEqual([query, 400]);
    }
    const etag = `"${incident.etag}"`;
    const patches: Array<[string, object, number]> = [
      [etag, { resolvedAt: '2025-11-03T13:00:00Z' }, 400],
      [etag, { affected: [{ entityRef: 'component:checkuot' }] }, 400],
      [etag, { followsFrom: incident.reference }, 400],
      [etag, { reference: 'INC-7' }, 400],
      ['no-quotes', { title: 'x' }, 400],
      ['"another"', { title: 'x' }, 412],
      [`W/${etag}`, { title: 'x' }, 412],
    ];
    for (const [ifMatch, patch, expected] of patches) {
      const answer = await ann.patch(`/${incident.id}`, ifMatch, patch);
      expect([patch, answer.status]).toEqual([patch, expected]);
    }
    for (const id of ['INC-0', 'INC-999999999999', "'", '%00', '%F0%9F']) {
      const { status } = await ann.get(`/${id}`);
      expect([id, [400, 404].includes(status)]).toEqual([id, true]);
    }
    const { body: list } = await ann.get('?total=true');
    expect(list.totalItems).toBe(1);
    await expect(ann.get(`/${incident.id}`)).resolves.toMatchObject({
      body: incident,
    });
  });
});
