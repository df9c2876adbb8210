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
import request from 'supertest';
import postmortemsPlugin from '../..';

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

export const allow: QueryPermissionResponse = { result: AuthorizeResult.ALLOW };
export const deny: QueryPermissionResponse = { result: AuthorizeResult.DENY };

/** What users may see in the catalog where its decision is conditional. */
const HIDDEN = 'component:default/vault';

export const catalogConditions: QueryPermissionResponse = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: { rule: 'IS_ENTITY_KIND', resourceType: 'catalog-entity' },
};

/** The plugin with a small catalog, and permissions as a test has them. */
export async function startBackend(
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

/** An incident that a caller records. */
export const body = {
  title: 'Checkout returned 502',
  severity: 'sev1',
  startedAt: '2025-11-03T14:02:00Z',
  detectedAt: '2025-11-03T14:06:00Z',
  mitigatedAt: '2025-11-03T14:50:00Z',
  resolvedAt: '2025-11-03T16:14:00+01:00',
  affected: [{ entityRef: 'Component:checkout', role: 'cause' }],
};
