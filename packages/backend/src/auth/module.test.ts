import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import demoModule from '.';

const maya: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'maya', namespace: 'default' },
  spec: { profile: { displayName: 'Maya', email: 'maya@example.test' } },
  relations: [{ type: 'memberOf', targetRef: 'group:default/payments' }],
};

async function start(config: object = {}) {
  return startTestBackend({
    features: [
      authPlugin,
      demoModule,
      catalogServiceMock.factory({ entities: [maya] }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          auth: { providers: { demo: {} } },
          ...config,
        },
      }),
    ],
  });
}

describe('demo sign-in', () => {
  it('signs in as the user of the catalog that the header names', async () => {
    const { server } = await start();

    const response = await request(server)
      .get('/api/auth/demo/refresh')
      .set('x-demo-user', 'user:default/maya');

    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      profile: { displayName: 'Maya', email: 'maya@example.test' },
      backstageIdentity: {
        token: expect.any(String),
        identity: {
          type: 'user',
          userEntityRef: 'user:default/maya',
          ownershipEntityRefs: ['user:default/maya', 'group:default/payments'],
        },
      },
    });
  });

  it.each([
    [undefined, 401, /Name the demo user .* in the header x-demo-user/],
    ['user:', 400, /not an entity ref/],
    ['group:default/payments', 400, /only a user can sign in/],
    ['user:default/nobody', 404, /There is no user:default\/nobody/],
  ])('answers the header %s with %d', async (header, status, message) => {
    const { server } = await start();

    const response = await request(server)
      .get('/api/auth/demo/refresh')
      .set(header ? { 'x-demo-user': header } : {});

    expect(response.status).toBe(status);
    expect(response.body.error.message).toMatch(message);
  });

  it('keeps the backend from starting where auth.environment is production', async () => {
    await expect(
      start({ auth: { environment: 'production', providers: { demo: {} } } }),
    ).rejects.toThrow(/auth\.environment is production/);
  });

  it('keeps the backend from starting where NODE_ENV is production', async () => {
    const before = process.env.NODE_ENV;
    try {
      Object.assign(process.env, { NODE_ENV: 'production' });
      await expect(start()).rejects.toThrow(/NODE_ENV is production/);
    } finally {
      Object.assign(process.env, { NODE_ENV: before });
    }
  });

  it('can be switched off, for production', async () => {
    const { server } = await start({
      demo: { signIn: false },
      auth: { environment: 'production', providers: { demo: {} } },
    });

    const response = await request(server)
      .get('/api/auth/demo/refresh')
      .set('x-demo-user', 'user:default/maya');

    expect(response.status).toBe(404);
  });
});
