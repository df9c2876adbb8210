import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import postmortemsPlugin from '..';

const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'checkout', namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'payments', namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: [{ type: 'childOf', targetRef: 'group:default/engineering' }],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'engineering', namespace: 'default' },
    spec: { type: 'department', children: [] },
  },
];

async function startBackend() {
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      catalogServiceMock.factory({ entities }),
      mockServices.rootConfig.factory({ data: {} }),
    ],
  });
  return server;
}

const body = {
  title: 'Checkout returned 502',
  severity: 'sev1',
  startedAt: '2025-11-03T14:02:00Z',
  detectedAt: '2025-11-03T14:06:00Z',
  mitigatedAt: '2025-11-03T14:50:00Z',
  resolvedAt: '2025-11-03T16:14:00+01:00',
  affected: [{ entityRef: 'Component:checkout', role: 'cause' }],
};

describe('incidents over HTTP', () => {
  it('records, reads, lists, charts, changes and deletes an incident', async () => {
    const server = await startBackend();
    const created = await request(server)
      .post('/api/postmortems/incidents')
      .send(body);
    expect(created.body).toMatchObject({
      reference: 'INC-1',
      severity: 'SEV1',
      status: 'resolved',
      resolvedAt: '2025-11-03T15:14:00.000Z',
      createdBy: mockCredentials.user().principal.userEntityRef,
      visibility: 'internal',
      affected: [
        {
          entityRef: 'component:default/checkout',
          role: 'cause',
          snapshot: { owner: 'group:default/payments' },
        },
      ],
      postmortemDecision: { required: expect.any(Boolean) },
    });
    expect(created.status).toBe(201);
    const path = `/api/postmortems/incidents/${created.body.id}`;

    const read = await request(server).get('/api/postmortems/incidents/inc-1');
    expect(read.body).toEqual(created.body);
    expect(read.headers.etag).toBe(`"${created.body.etag}"`);

    const list = await request(server).get(
      '/api/postmortems/incidents?entityRef=group:engineering&relation=parts&total=true',
    );
    expect(list.body).toEqual({
      items: [created.body],
      totalItems: 1,
      pageInfo: {},
    });

    const series = await request(server).get(
      '/api/postmortems/incidents/series?entityRef=component:checkout',
    );
    expect(series.body).toMatchObject({
      points: [{ reference: 'INC-1', durationSeconds: 72 * 60 }],
      totals: {
        incidents: 1,
        medianSecondsToMitigate: 48 * 60,
        medianSecondsToMitigateN: 1,
      },
    });

    const changed = await request(server)
      .patch(path)
      .set('If-Match', read.headers.etag)
      .send({ title: 'Checkout answered with 502' });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ title: 'Checkout answered with 502' });
    const stale = await request(server)
      .patch(path)
      .set('If-Match', read.headers.etag)
      .send({ title: 'Another' });
    expect(stale.status).toBe(412);
    const missing = await request(server).patch(path).send({ title: 'X' });
    expect(missing.status).toBe(428);

    await request(server).delete(path).expect(204);
    await request(server).get(path).expect(404);
  });
});
