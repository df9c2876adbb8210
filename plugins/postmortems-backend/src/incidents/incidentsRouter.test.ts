import {
  createServiceFactory,
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type QueryPermissionResponse,
} from '@backstage/plugin-permission-common';
import {
  incidentReadPermission,
  incidentUpdatePermission,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import request from 'supertest';
import postmortemsPlugin from '..';
import {
  createIncidentConditionalDecision,
  incidentConditions,
} from '../alpha';

jest.setTimeout(60_000);

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
    kind: 'Component',
    metadata: { name: 'vault', namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', owner: 'security' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/security' }],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'bo', namespace: 'default' },
    spec: { memberOf: [] },
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

type Decide = (permission: string) => QueryPermissionResponse;

const allow: QueryPermissionResponse = { result: AuthorizeResult.ALLOW };
const deny: QueryPermissionResponse = { result: AuthorizeResult.DENY };

/** What users may see in the catalog where its decision is conditional. */
const HIDDEN = 'component:default/vault';

const catalogConditions: QueryPermissionResponse = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: { rule: 'IS_ENTITY_KIND', resourceType: 'catalog-entity' },
};

async function startBackend(
  options: {
    decide?: Decide;
    /** Direct groups by user. */
    groups?: Record<string, string[]>;
  } = {},
) {
  const { decide = () => allow, groups = {} } = options;
  const catalog = catalogServiceMock({ entities });
  const getEntitiesByRefs = catalog.getEntitiesByRefs.bind(catalog);
  jest
    .spyOn(catalog, 'getEntitiesByRefs')
    .mockImplementation(async (query, callOptions) => {
      const { items } = await getEntitiesByRefs(query, callOptions);
      const { credentials } = callOptions as {
        credentials: BackstageCredentials<{ type?: string }>;
      };
      const isLimited =
        credentials.principal.type === 'user' &&
        decide('catalog.entity.read') !== allow;
      return {
        items: items.map((entity, i) =>
          isLimited && query.entityRefs[i] === HIDDEN ? undefined : entity,
        ),
      };
    });
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async requests =>
      requests.map(({ permission }) => decide(permission.name)),
    authorize: async requests =>
      requests.map(({ permission }) =>
        decide(permission.name) === deny
          ? { result: AuthorizeResult.DENY }
          : { result: AuthorizeResult.ALLOW },
      ),
  });
  const userInfo = mockServices.userInfo.mock({
    getUserInfo: async ({ principal }) => {
      const { userEntityRef } = principal as BackstageUserPrincipal;
      return {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, ...(groups[userEntityRef] ?? [])],
      };
    },
  });
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalog,
      }),
      permissions.factory,
      userInfo.factory,
      mockServices.rootConfig.factory({ data: {} }),
    ],
  });
  const base = '/api/postmortems/incidents';
  return {
    server,
    permissions,
    userInfo,
    /** Speaks to the incidents as a user, or as a service. */
    as: (name: string) => {
      const auth =
        name === 'service'
          ? mockCredentials.service.header()
          : mockCredentials.user.header(`user:default/${name}`);
      const send = (method: 'get' | 'post' | 'patch' | 'delete', path = '') =>
        request(server)[method](`${base}${path}`).set('Authorization', auth);
      return {
        get: (path = '') => send('get', path),
        post: (input: object) => send('post').send(input),
        patch: (path: string, etag: string, patch: object) =>
          send('patch', path).set('If-Match', etag).send(patch),
        delete: (path: string) => send('delete', path),
      };
    },
  };
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

  it('asks for permissions once a request, and lets each do what they may', async () => {
    const decisions: Record<string, QueryPermissionResponse> = {};
    const { as, permissions, userInfo } = await startBackend({
      decide: name => decisions[name] ?? allow,
    });
    const { body: incident } = await as('ann').post(body);
    const etag = `"${incident.etag}"`;
    const path = `/${incident.id}`;

    permissions.authorizeConditional.mockClear();
    userInfo.getUserInfo.mockClear();
    await as('bo').get().expect(200);
    await as('bo').get('/series').expect(200);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(2);
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(1);

    decisions['postmortems.incident.update'] = deny;
    decisions['postmortems.incident.delete'] = deny;
    decisions['postmortems.incident.create'] = deny;
    const answers = [
      await as('bo').get(path),
      await as('bo').patch(path, etag, { title: 'x' }),
      await as('bo').delete(path),
      await as('bo').post(body),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403]);

    decisions['postmortems.incident.update'] =
      createIncidentConditionalDecision(
        incidentUpdatePermission,
        incidentConditions.isParticipant({ claims: ['user:default/ann'] }),
      );
    await as('ann').patch(path, etag, { title: 'x' }).expect(200);
    decisions['postmortems.incident.read'] = createIncidentConditionalDecision(
      incidentReadPermission,
      incidentConditions.hasSeverity({ severities: ['SEV2'] }),
    );
    decisions['postmortems.incident.update'] = allow;
    decisions['postmortems.incident.delete'] = allow;
    // What one may not read does not exist, whatever else one may do.
    const hidden = [
      await as('bo').get(path),
      await as('bo').patch(path, etag, { title: 'x' }),
      await as('bo').delete(path),
    ];
    expect(hidden.map(({ status }) => status)).toEqual([404, 404, 404]);
    decisions['postmortems.incident.read'] = deny;
    const list = await as('bo').get('?total=true');
    expect(list.body).toEqual({ items: [], totalItems: 0, pageInfo: {} });
    const series = await as('bo').get('/series');
    expect(series.body.totals.incidents).toBe(0);
  });

  it('hides restricted incidents from all but those they concern', async () => {
    const { as } = await startBackend({
      groups: { 'user:default/bo': ['group:default/payments'] },
    });
    const { body: incident } = await as('ann').post({
      ...body,
      visibility: 'restricted',
    });
    const { body: repeat } = await as('ann').post({
      ...body,
      title: 'Again',
      affected: [],
      startedAt: '2025-11-03T14:03:00Z',
      followsFrom: incident.id,
    });
    expect(repeat.followsFrom).toBe(incident.id);
    for (const [name, sees] of [
      ['ann', true],
      ['bo', true],
      ['stranger', false],
      ['service', false],
    ] as const) {
      const reader = as(name);
      const { status } = await reader.get(`/${incident.id}`);
      const { body: list } = await reader.get('?total=true');
      const { body: series } = await reader.get('/series');
      const { body: found } = await reader.get('?text=returned&total=true');
      const { body: second } = await reader.get(`/${repeat.id}`);
      expect([
        name,
        status,
        list.totalItems,
        list.items.length,
        series.totals.incidents,
        found.totalItems,
        second.followsFrom,
      ]).toEqual([
        name,
        ...(sees
          ? [200, 2, 2, 2, 1, incident.id]
          : [404, 1, 1, 1, 0, undefined]),
      ]);
    }
    // A stranger cannot find out by naming it either.
    const guess = await as('stranger').post({
      ...body,
      followsFrom: incident.reference,
    });
    expect(guess.body.error.message).toBe(
      `followsFrom: there is no incident ${incident.reference}`,
    );
  });

  it('needs the right to read all affected entities, but for participants', async () => {
    const decisions: Record<string, QueryPermissionResponse> = {};
    const { as, permissions } = await startBackend({
      decide: name => decisions[name] ?? allow,
    });
    const { body: open } = await as('ann').post({ ...body, affected: [] });
    const { body: secret } = await as('ann').post({
      ...body,
      affected: [
        { entityRef: 'component:checkout' },
        { entityRef: 'component:vault' },
      ],
      roles: [{ role: 'responder', entityRef: 'user:bo' }],
    });
    const sees = async (name: string) => {
      const { body: list } = await as(name).get('?total=true&order=startedAt');
      expect(list.totalItems).toBe(list.items.length);
      return list.items.map(({ id }: { id: string }) => id);
    };
    await expect(sees('stranger')).resolves.toEqual([open.id, secret.id]);

    decisions['catalog.entity.read'] = catalogConditions;
    await expect(sees('stranger')).resolves.toEqual([open.id]);
    await expect(sees('bo')).resolves.toEqual([open.id, secret.id]);
    await as('stranger').get(`/${secret.id}`).expect(404);
    const named = await as('stranger').post({
      ...body,
      affected: [{ entityRef: 'component:vault' }],
    });
    expect(named.status).toBe(400);
    // A participant sees the incident, and no more of the catalog than before.
    const { body: seen } = await as('bo').get(`/${secret.id}`);
    expect(
      seen.affected.map(
        ({ entityRef, snapshot }: Incident['affected'][number]) => [
          entityRef,
          snapshot.owner,
        ],
      ),
    ).toEqual([
      ['component:default/checkout', 'group:default/payments'],
      // This group is not in the catalog: there is nothing to hide.
      ['component:default/vault', 'group:default/security'],
    ]);
    expect(permissions.authorizeConditional).toHaveBeenLastCalledWith(
      [
        {
          permission: expect.objectContaining({
            name: 'postmortems.incident.read',
          }),
        },
        {
          permission: expect.objectContaining({
            name: 'postmortems.postmortem.read',
          }),
        },
        {
          permission: expect.objectContaining({ name: 'catalog.entity.read' }),
        },
      ],
      expect.anything(),
    );

    decisions['catalog.entity.read'] = deny;
    await expect(sees('stranger')).resolves.toEqual([open.id]);
    await expect(sees('bo')).resolves.toEqual([open.id, secret.id]);
  });
});
