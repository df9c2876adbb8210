import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readSettings } from '../../settings';
import { entity } from '../resolution/__testUtils__/world';
import { CatalogNodes, loadHierarchy, ownershipSnapshot } from '.';

function createCatalog(entities: Entity[]) {
  const byRef = catalogServiceMock({ entities });
  const getEntitiesByRefs = jest.fn(byRef.getEntitiesByRefs.bind(byRef));
  const catalog = catalogServiceMock.mock({ getEntitiesByRefs });
  return { catalog, getEntitiesByRefs };
}

function createNodes(entities: Entity[], cacheMillis = 30_000) {
  const { catalog, getEntitiesByRefs } = createCatalog(entities);
  const nodes = CatalogNodes.create({
    catalog,
    auth: mockServices.auth(),
    rules: [],
    cacheMillis,
  });
  return { nodes, getEntitiesByRefs };
}

/** Many components in few systems: levels 0 to 4 above each. */
function organisation(count: number): Entity[] {
  const components = Array.from({ length: count }, (_, index) =>
    entity('Component', `c${index}`, {
      owner: `team${index % 40}`,
      system: `s${index % 25}`,
    }),
  );
  const systems = Array.from({ length: 25 }, (_, index) =>
    entity('System', `s${index}`, {
      owner: `team${index}`,
      domain: `d${index % 5}`,
    }),
  );
  const domains = Array.from({ length: 5 }, (_, index) =>
    entity('Domain', `d${index}`, { owner: 'team0', subdomainOf: 'top' }),
  );
  const teams = Array.from({ length: 40 }, (_, index) =>
    entity('Group', `team${index}`, { parent: `department${index % 4}` }),
  );
  const departments = Array.from({ length: 4 }, (_, index) =>
    entity('Group', `department${index}`, { parent: 'company' }),
  );
  return [
    ...components,
    ...systems,
    ...domains,
    ...teams,
    ...departments,
    entity('Domain', 'top', { owner: 'company' }),
    entity('Group', 'company'),
  ];
}

const refsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `component:default/c${index}`);

describe('loadHierarchy', () => {
  it.each([1, 500])(
    'reads the hierarchy of %i entities in one call a level',
    async count => {
      const { nodes, getEntitiesByRefs } = createNodes(organisation(count));
      const hierarchy = await loadHierarchy(nodes, refsOf(count));

      // Components; systems and teams; domains and departments; top and company.
      expect(getEntitiesByRefs).toHaveBeenCalledTimes(4);
      expect(getEntitiesByRefs.mock.calls[0][0].entityRefs).toHaveLength(count);
      for (const [request] of getEntitiesByRefs.mock.calls) {
        expect(request.fields).toContain('relations');
      }
      expect(hierarchy.get('domain:default/top')).toBeDefined();
      expect(hierarchy.get('group:default/company')).toBeDefined();
    },
  );

  it('reads nothing again while it is fresh, and once for all who ask at once', async () => {
    const { nodes, getEntitiesByRefs } = createNodes(organisation(50));
    await Promise.all([
      loadHierarchy(nodes, refsOf(50)),
      loadHierarchy(nodes, refsOf(50)),
    ]);
    await loadHierarchy(nodes, refsOf(20));
    expect(getEntitiesByRefs).toHaveBeenCalledTimes(4);
  });

  it('reads again when it is no longer fresh, and what was missing at once', async () => {
    jest.useFakeTimers({ now: 0 });
    try {
      const { nodes, getEntitiesByRefs } = createNodes([
        entity('Group', 'team'),
      ]);
      const refs = ['group:default/team', 'group:default/gone'];
      await nodes.getNodes(refs);
      await nodes.getNodes(refs);
      expect(getEntitiesByRefs.mock.calls[1][0].entityRefs).toEqual([
        'group:default/gone',
      ]);
      jest.setSystemTime(30_001);
      await nodes.getNodes(refs);
      expect(getEntitiesByRefs.mock.calls[2][0].entityRefs).toEqual(refs);
    } finally {
      jest.useRealTimers();
    }
  });

  it('remembers no failure', async () => {
    const { nodes, getEntitiesByRefs } = createNodes([entity('Group', 'team')]);
    getEntitiesByRefs.mockRejectedValueOnce(new Error('catalog is down'));
    await expect(nodes.getNodes(['group:default/team'])).rejects.toThrow(
      'catalog is down',
    );
    const found = await nodes.getNodes(['group:default/team']);
    expect(found.get('group:default/team')).toBeDefined();
  });

  it('ends in a catalog without end, and in circles', async () => {
    const chain = Array.from({ length: 60 }, (_, index) =>
      entity('Group', `g${index}`, { parent: `g${index + 1}` }),
    );
    const deep = createNodes(chain);
    await loadHierarchy(deep.nodes, ['group:default/g0']);
    expect(deep.getEntitiesByRefs).toHaveBeenCalledTimes(21);

    const round = createNodes([
      entity('Group', 'a', { parent: 'b' }),
      entity('Group', 'b', { parent: 'a' }),
    ]);
    await loadHierarchy(round.nodes, ['group:default/a']);
    expect(round.getEntitiesByRefs).toHaveBeenCalledTimes(2);
  });

  it('asks for the fields that the filters of rules read', async () => {
    const { policy } = readSettings(
      mockServices.rootConfig({
        data: {
          postmortems: {
            policies: [
              {
                title: 'Tier 1',
                filter: {
                  $all: [
                    { 'spec.criticality.tier': 1 },
                    { $not: { 'spec.lifecycle': 'experimental' } },
                  ],
                },
                approvals: 2,
              },
            ],
          },
        },
      }),
    );
    const { catalog, getEntitiesByRefs } = createCatalog([
      entity('Component', 'shop', {
        lifecycle: 'production',
        criticality: { tier: 1 },
      }),
    ]);
    const nodes = CatalogNodes.create({
      catalog,
      auth: mockServices.auth(),
      rules: policy.rules,
      cacheMillis: 1_000,
    });
    const found = await nodes.getNodes(['component:default/shop']);
    expect(found.get('component:default/shop')?.rules).toEqual([0]);
    const { fields } = getEntitiesByRefs.mock.calls[0][0];
    expect(fields).toContain('spec.criticality.tier');
    expect(fields).not.toContain('spec');
  });
});

describe('ownershipSnapshot', () => {
  const AT = '2026-11-02T09:00:00.000Z';
  const entities = [
    ...organisation(1),
    entity('Component', 'lost', { owner: 'dissolved', system: 'gone' }),
    entity('Component', 'own', { owner: 'user:ada' }),
    entity('User', 'ada', { memberOf: ['team1'] }),
  ];

  it.each([
    [
      'component:default/c0',
      {
        owner: 'group:default/team0',
        system: 'system:default/s0',
        domain: 'domain:default/d0',
        ancestors: [
          'system:default/s0',
          'domain:default/d0',
          'domain:default/top',
          'group:default/team0',
          'group:default/department0',
          'group:default/company',
        ],
      },
    ],
    [
      'system:default/s0',
      {
        owner: 'group:default/team0',
        system: 'system:default/s0',
        domain: 'domain:default/d0',
        ancestors: [
          'domain:default/d0',
          'domain:default/top',
          'group:default/team0',
          'group:default/department0',
          'group:default/company',
        ],
      },
    ],
    [
      'domain:default/d0',
      {
        owner: 'group:default/team0',
        domain: 'domain:default/d0',
        ancestors: [
          'domain:default/top',
          'group:default/team0',
          'group:default/department0',
          'group:default/company',
        ],
      },
    ],
    [
      'group:default/team0',
      {
        owner: 'group:default/team0',
        ancestors: ['group:default/department0', 'group:default/company'],
      },
    ],
    [
      'component:default/lost',
      {
        owner: 'group:default/dissolved',
        system: 'system:default/gone',
        ancestors: ['system:default/gone', 'group:default/dissolved'],
      },
    ],
    [
      'component:default/own',
      { owner: 'user:default/ada', ancestors: ['user:default/ada'] },
    ],
    ['component:default/unknown', { unknown: true, ancestors: [] }],
  ])('keeps where %s belongs', async (ref, expected) => {
    const { nodes } = createNodes(entities);
    const hierarchy = await loadHierarchy(nodes, [ref]);
    expect(ownershipSnapshot(ref, hierarchy, AT)).toEqual({
      snapshotAt: AT,
      ...expected,
    });
  });
});
