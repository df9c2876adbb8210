import {
  createServiceFactory,
  type BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import request from 'supertest';
import postmortemsPlugin from '..';

const BASE = '/api/postmortems';

/** The name of an anonymous caller, and of another plugin's service, among users. */
export const ANONYMOUS = 'anonymous';
export const SERVICE = 'service';

/** What a caller may do and see, as a test has it. */
export interface World {
  entities: Entity[];
  /** Groups that each user is a direct member of, by the user's name. */
  groups?: Record<string, string[]>;
  /** Entity refs that a user cannot see in the catalog, by the user's name; `all` for none at all. */
  hidden?: Record<string, string[] | 'all'>;
  /** Allowed where nothing is said. Services may do everything. */
  decide?: (user: string, permission: string) => PolicyDecision | undefined;
}

/** An entity of a test's catalog. */
export function entity(
  kind: string,
  name: string,
  more: {
    relations?: Entity['relations'];
    annotations?: Record<string, string>;
    spec?: Entity['spec'];
  } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations: more.annotations },
    spec: more.spec ?? {},
    relations: more.relations,
  };
}

function nameOf(credentials: BackstageCredentials): string {
  const principal = credentials.principal as {
    type?: string;
    userEntityRef?: string;
  };
  return principal.type === 'user'
    ? (principal.userEntityRef ?? '').replace('user:default/', '')
    : SERVICE;
}

function createCatalog({ entities, hidden = {} }: World) {
  const catalog = catalogServiceMock({ entities });
  const getEntitiesByRefs = catalog.getEntitiesByRefs.bind(catalog);
  const streamEntities = catalog.streamEntities.bind(catalog);
  const isHidden = (ref: string, credentials: BackstageCredentials) => {
    const refs = hidden[nameOf(credentials)] ?? [];
    return refs === 'all' || refs.includes(ref);
  };
  jest
    .spyOn(catalog, 'getEntitiesByRefs')
    .mockImplementation(async (query, options) => {
      const { items } = await getEntitiesByRefs(query, options);
      const { credentials } = options as { credentials: BackstageCredentials };
      return {
        items: items.map((item, i) =>
          isHidden(query.entityRefs[i], credentials) ? undefined : item,
        ),
      };
    });
  jest
    .spyOn(catalog, 'streamEntities')
    .mockImplementation(async function* visible(query, options) {
      const { credentials } = options as { credentials: BackstageCredentials };
      for await (const page of streamEntities(query, options)) {
        yield page.filter(
          ({ kind, metadata }) =>
            !isHidden(
              `${kind}:${metadata.namespace}/${metadata.name}`.toLocaleLowerCase(
                'en-US',
              ),
              credentials,
            ),
        );
      }
    });
  return catalog;
}

/** The plugin as it is put together, on a database and in a world of the test's own. */
export async function startComposedBackend(knex: Knex, world: World) {
  const { groups = {}, decide = () => undefined } = world;
  const decideFor = (credentials: BackstageCredentials, permission: string) => {
    const name = nameOf(credentials);
    return (
      (name === SERVICE ? undefined : decide(name, permission)) ?? {
        result: AuthorizeResult.ALLOW,
      }
    );
  };
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => createCatalog(world),
      }),
      mockServices.database.mock({ getClient: async () => knex }).factory,
      mockServices.rootConfig.factory({ data: {} }),
      mockServices.userInfo.mock({
        getUserInfo: async credentials => {
          const name = nameOf(credentials);
          const ref = `user:default/${name}`;
          return {
            userEntityRef: ref,
            ownershipEntityRefs: [ref, ...(groups[name] ?? [])],
          };
        },
      }).factory,
      mockServices.permissions.mock({
        authorizeConditional: async (asked, options) =>
          asked.map(({ permission }) =>
            decideFor(
              options?.credentials ?? mockCredentials.none(),
              permission.name,
            ),
          ),
        authorize: async (asked, options) =>
          asked.map(({ permission }) => {
            const { result } = decideFor(
              options?.credentials ?? mockCredentials.none(),
              permission.name,
            );
            return {
              result:
                result === AuthorizeResult.ALLOW
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            };
          }),
      }).factory,
    ],
  });

  function authorization(name: string): string {
    switch (name) {
      case ANONYMOUS:
        return mockCredentials.none.header();
      case SERVICE:
        return mockCredentials.service.header();
      default:
        return mockCredentials.user.header(`user:default/${name}`);
    }
  }

  /** Requests as a user, by name, as a service or as nobody. */
  function as(name: string) {
    const send =
      (method: 'get' | 'post' | 'patch' | 'put' | 'delete') => (path: string) =>
        request(server)
          [method](`${BASE}${path}`)
          .set('Authorization', authorization(name));
    return {
      get: send('get'),
      post: send('post'),
      patch: send('patch'),
      put: send('put'),
      delete: send('delete'),
    };
  }
  return { server, as };
}

export type ComposedBackend = Awaited<ReturnType<typeof startComposedBackend>>;
export type Caller = ReturnType<ComposedBackend['as']>;
