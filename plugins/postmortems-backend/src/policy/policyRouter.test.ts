import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { effectivePolicySchema } from '@hindsight/plugin-postmortems-common';
import express from 'express';
import request from 'supertest';
import { createSettingsRouter, readSettings } from '../settings';
import { DefaultPolicyService } from './DefaultPolicyService';
import { createPolicyRouter } from './policyRouter';
import { entity } from './resolution/__testUtils__/world';

const SHOP = 'component:default/shop';
const READER = mockCredentials.user.header('user:default/reader');

/** A portal in which `user:default/reader` may not see the given entities. */
function createApp(hidden: string[] = []) {
  const entities = [
    entity(
      'Component',
      'shop',
      { owner: 'team', system: 'checkout' },
      { 'publish-within': 'P3D' },
    ),
    entity('Component', 'secret', { owner: 'team' }),
    entity(
      'System',
      'checkout',
      { owner: 'team' },
      {
        'severity-threshold': 'SEV3',
        'required-reviewers': 'owner,group:legal,group:gone',
        approvals: 'two',
      },
    ),
    entity('Group', 'team'),
    entity('Group', 'legal'),
  ];
  const many = Array.from({ length: 60 }, (_, index) =>
    entity('Component', `c${index}`, { owner: 'team' }),
  );
  const all = catalogServiceMock({ entities: [...entities, ...many] });
  const auth = mockServices.auth();
  const getEntitiesByRefs = jest.fn(
    async (...[query, options]: Parameters<typeof all.getEntitiesByRefs>) => {
      const { items } = await all.getEntitiesByRefs(query);
      const limited =
        options &&
        'credentials' in options &&
        auth.isPrincipal(options.credentials, 'user');
      return {
        items: items.map(item =>
          item && limited && hidden.includes(stringifyEntityRef(item))
            ? undefined
            : item,
        ),
      };
    },
  );
  const catalog = catalogServiceMock.mock({ getEntitiesByRefs });
  const settings = readSettings(mockServices.rootConfig());
  const httpAuth = mockServices.httpAuth();
  const app = express();
  app.use(
    createPolicyRouter({
      policy: DefaultPolicyService.create({
        configuration: settings.policy,
        catalog,
        auth,
        counter: { countIncidents: async windows => windows.map(() => 0) },
      }),
      scale: settings.scale,
      catalog,
      httpAuth,
    }),
  );
  app.use(createSettingsRouter({ settings, httpAuth }));
  app.use(mockErrorHandler());
  return { app, getEntitiesByRefs };
}

function ask(
  app: express.Express,
  query: string,
  authorization: string = READER,
) {
  return request(app)
    .get(`/policy?${query}`)
    .set('authorization', authorization);
}

describe('GET /policy', () => {
  it('answers with the policy, its sources and warnings', async () => {
    const { app } = createApp();
    const { status, body } = await ask(
      app,
      'entityRef=Component:Shop&severity=medium&resolvedAt=2026-11-02T09:00:00Z',
    );
    expect(status).toBe(200);
    expect(effectivePolicySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      entityRefs: [SHOP],
      severity: 'SEV3',
      required: {
        value: true,
        because:
          'Required, because system The checkout asks for one from SEV3.',
      },
      dueAt: '2026-11-05T09:00:00.000Z',
      proposedOwner: 'group:default/team',
      reviewers: [
        { entityRef: 'group:default/team', token: 'owner' },
        { entityRef: 'group:default/legal' },
        { entityRef: 'group:default/gone', unresolved: true },
      ],
      warnings: [{ entityRef: 'system:default/checkout', value: 'two' }],
    });
  });

  it('gives everybody the same values and leaves out what they may not see', async () => {
    const { app } = createApp([
      'system:default/checkout',
      'group:default/legal',
    ]);
    const { status, body } = await ask(app, `entityRef=${SHOP}&severity=SEV1`);
    expect(status).toBe(200);
    expect(effectivePolicySchema.parse(body)).toEqual(body);
    expect(body.severityThreshold).toEqual({
      value: 'SEV3',
      sources: [
        {
          kind: 'annotation',
          annotation: 'postmortems/severity-threshold',
          forEntityRef: SHOP,
          redacted: true,
        },
      ],
    });
    expect(body.required.because).toBe(
      'Required, because the policy asks for one from SEV3.',
    );
    expect(body.reviewers).toHaveLength(3);
    expect(body.reviewers[0]).toMatchObject({
      entityRef: 'group:default/team',
    });
    expect(body.reviewers[1]).toMatchObject({ required: true, redacted: true });
    expect(body.reviewers[2]).toMatchObject({
      unresolved: true,
      redacted: true,
    });
    expect(body.publishWithin.sources[0].entityRef).toBe(SHOP);
    const text = JSON.stringify(body);
    for (const hidden of ['checkout', 'legal', 'gone', 'two']) {
      expect(text).not.toContain(hidden);
    }
  });

  it('does not propose an owner whom the reader may not see', async () => {
    const { app } = createApp(['group:default/team']);
    const { body } = await ask(app, `entityRef=${SHOP}&describe=true`);
    expect(JSON.stringify(body)).not.toContain('group:default/team');
    expect(body.reviewers[0]).toMatchObject({ token: 'owner', redacted: true });
  });

  it('says the same of what does not exist and of what may not be seen', async () => {
    const { app } = createApp(['component:default/secret']);
    const secret = await ask(app, 'entityRef=component:secret');
    const nothing = await ask(app, 'entityRef=component:nothing');
    expect([secret.status, nothing.status]).toEqual([404, 404]);
    expect(secret.body.error.message.replace('secret', 'nothing')).toBe(
      nothing.body.error.message,
    );
    const service = await ask(
      app,
      'entityRef=component:secret',
      mockCredentials.service.header(),
    );
    expect(service.status).toBe(200);
  });

  it.each([
    ['', /entityRef/],
    [
      'entityRef=shop',
      /entityRef: 'shop' is no entity reference; write kind:namespace\/name/,
    ],
    [
      `entityRef=${SHOP}&entityRef=tool`,
      /entityRef\[1\]: 'tool' is no entity reference/,
    ],
    [`entityRef=${SHOP}&severity=SEV9`, /SEV1, SEV2, SEV3, SEV4/],
    [`entityRef=${SHOP}&severity=SEV1&severity=SEV2`, /severity/],
    [`entityRef=${SHOP}&startedAt=yesterday`, /startedAt.*ISO 8601/],
    [`entityRef=${SHOP}&colour=red`, /colour/],
    [`entityRef=${SHOP}&kind=party`, /kind/],
    [`entityRef=${SHOP}&cause=%00`, /cause/],
    [`entityRef=${SHOP}&describe=1`, /describe/],
  ])('refuses ?%s', async (query, message) => {
    const { app } = createApp();
    const { status, body } = await ask(app, query);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });

  it('takes as many entities as the contract allows, for the same number of calls', async () => {
    const { app, getEntitiesByRefs } = createApp();
    const query = Array.from(
      { length: 60 },
      (_, index) => `entityRef=component:c${index}`,
    ).join('&');
    const { status, body } = await ask(app, query);
    expect(status).toBe(200);
    expect(body.entityRefs).toHaveLength(60);
    // Named by the caller; the entities; their team; what the answer names.
    expect(getEntitiesByRefs).toHaveBeenCalledTimes(4);
  });

  it('is for signed-in callers', async () => {
    const { app } = createApp();
    const { status } = await ask(
      app,
      `entityRef=${SHOP}`,
      mockCredentials.none.header(),
    );
    expect(status).toBe(401);
  });
});

describe('GET /settings', () => {
  it('answers with severities, templates, roles and limits', async () => {
    const { app } = createApp();
    const { status, body } = await request(app)
      .get('/settings')
      .set('authorization', READER);
    expect(status).toBe(200);
    expect(body.severities[0].name).toBe('SEV1');
    expect(body.templates.map(({ key }: { key: string }) => key)).toEqual([
      'security',
      'standard',
      'lightweight',
    ]);
    expect(body.limits).toEqual({
      sectionBytes: 1048576,
      imageBytes: 5242880,
    });
  });

  it('is for signed-in callers', async () => {
    const { app } = createApp();
    const { status } = await request(app)
      .get('/settings')
      .set('authorization', mockCredentials.none.header());
    expect(status).toBe(401);
  });
});
