import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import postmortemsPlugin from '../..';

const BASE = '/api/postmortems';

function entity(
  kind: string,
  name: string,
  spec: Entity['spec'],
  more: {
    relations?: Entity['relations'];
    annotations?: Record<string, string>;
  } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations: more.annotations },
    spec,
    relations: more.relations,
  };
}

const createEntities = () => [
  entity(
    'Component',
    'checkout',
    { type: 'service', lifecycle: 'production', owner: 'payments' },
    {
      relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
      annotations: {
        'postmortems/required-reviewers': 'owner, group:default/sre',
        'postmortems/approvals': '2',
      },
    },
  ),
  entity('Component', 'web', { type: 'website', owner: 'payments' }),
  entity('Group', 'payments', { type: 'team', children: [] }),
  entity('Group', 'sre', { type: 'team', children: [] }),
  entity('User', 'ann', { memberOf: ['payments'] }),
  entity('User', 'bob', { memberOf: [] }),
];

export const ann = 'user:default/ann';
export const bob = 'user:default/bob';

/** What the permission framework answers; allowed where nothing is said. */
export type Decide = (permission: string) => PolicyDecision | undefined;

const ALLOW = { result: AuthorizeResult.ALLOW } as const;

/** The plugin as it runs, with a small catalog and permissions that a test can change. */
export async function startPostmortemsBackend(
  options: { config?: JsonObject; features?: BackendFeature[] } = {},
) {
  const entities = createEntities();
  const permissions: { decide: Decide } = { decide: () => undefined };
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      ...(options.features ?? []),
      catalogServiceMock.factory({ entities }),
      mockServices.rootConfig.factory({ data: options.config ?? {} }),
      mockServices.permissions.mock({
        authorize: async asked =>
          asked.map(({ permission }) => {
            const decision = permissions.decide(permission.name) ?? ALLOW;
            return decision.result === AuthorizeResult.CONDITIONAL
              ? { result: AuthorizeResult.DENY }
              : decision;
          }),
        authorizeConditional: async asked =>
          asked.map(
            ({ permission }) => permissions.decide(permission.name) ?? ALLOW,
          ),
      }).factory,
    ],
  });

  /** Requests as a user. */
  function as(user: string) {
    const authorization = mockCredentials.user.header(user);
    const send = (method: 'get' | 'post' | 'patch' | 'put' | 'delete') => {
      return (path: string) =>
        request(server)
          [method](`${BASE}${path}`)
          .set('Authorization', authorization);
    };
    return {
      get: send('get'),
      post: send('post'),
      patch: send('patch'),
      put: send('put'),
      delete: send('delete'),
    };
  }

  return {
    as,
    server,
    /** The catalog reads the same objects: a test may change them. */
    entities,
    /** Lets the framework answer in another way from now on. */
    setPermissions(decide: Decide) {
      permissions.decide = decide;
    },
  };
}

export type PostmortemsBackend = Awaited<
  ReturnType<typeof startPostmortemsBackend>
>;

export const DENY = { result: AuthorizeResult.DENY } as const;

/** An incident as a person files it. */
export const incident = {
  title: 'Checkout returned 502',
  severity: 'SEV1',
  startedAt: '2025-11-03T14:02:00Z',
  resolvedAt: '2025-11-03T15:14:00Z',
  affected: [{ entityRef: 'Component:Default/CHECKOUT' }],
};

/** Files a postmortem as Ann. */
export async function file(
  backend: PostmortemsBackend,
  body: object = { incident },
) {
  const { body: postmortem } = await backend
    .as(ann)
    .post('/postmortems')
    .send(body)
    .expect(201);
  return postmortem;
}
