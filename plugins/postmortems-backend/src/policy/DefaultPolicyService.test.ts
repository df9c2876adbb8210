import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { readSettings } from '../settings';
import { DefaultPolicyService } from './DefaultPolicyService';
import { entity } from './resolution/__testUtils__/world';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const SHOP = 'component:default/shop';
const TOOL = 'component:default/tool';

function create(config: JsonObject = {}) {
  const entities = [
    entity(
      'Component',
      'shop',
      { owner: 'team' },
      { 'frequency-threshold': '3/P30D', 'required-reviewers': 'owner' },
    ),
    entity(
      'Component',
      'tool',
      { owner: 'team' },
      {
        'frequency-threshold': '5/P1M',
        'required-reviewers': 'dependent-owners,group:legal',
      },
      [
        { type: 'dependencyOf', targetRef: SHOP },
        { type: 'dependencyOf', targetRef: 'component:default/pump' },
      ],
    ),
    entity('Component', 'pump', { owner: 'plumbers' }),
    entity('Group', 'team', { parent: 'company' }),
    entity('Group', 'plumbers'),
    entity('Group', 'legal'),
    entity('Group', 'company'),
  ];
  const known = catalogServiceMock({ entities });
  const getEntitiesByRefs = jest.fn(known.getEntitiesByRefs.bind(known));
  const countIncidents = jest.fn().mockResolvedValue([0, 0]);
  const service = DefaultPolicyService.create({
    configuration: readSettings(
      mockServices.rootConfig({ data: { postmortems: config } }),
    ).policy,
    catalog: catalogServiceMock.mock({ getEntitiesByRefs }),
    auth: mockServices.auth(),
    counter: { countIncidents },
    now: () => NOW,
  });
  return { service, getEntitiesByRefs, countIncidents };
}

describe('DefaultPolicyService', () => {
  it('counts the windows of all entities in one query, with the incident itself', async () => {
    const { service, countIncidents } = create();
    countIncidents.mockResolvedValue([2, 3]);
    const policy = await service.resolve({
      entityRefs: [SHOP, TOOL],
      severity: 'SEV4',
      startedAt: '2026-10-31T12:00:00.000Z',
      incidentId: 'stored',
    });
    expect(countIncidents.mock.calls).toEqual([
      [
        [
          {
            entityRef: SHOP,
            from: '2026-10-01T12:00:00.000Z',
            to: '2026-10-31T12:00:00.000Z',
          },
          {
            entityRef: TOOL,
            // A month before the 31st is the 30th of September.
            from: '2026-09-30T12:00:00.000Z',
            to: '2026-10-31T12:00:00.000Z',
          },
        ],
        { excludeIncidentId: 'stored' },
      ],
    ]);
    expect(policy.required).toMatchObject({
      value: true,
      reason: 'FREQUENCY_REACHED',
      sources: [{ entityRef: SHOP }],
    });
  });

  it.each([
    ['the severity requires one', { severity: 'SEV1' }],
    ['the policy is only described', { describe: true }],
    ['it is a drill', { kind: 'drill' as const }],
  ])('counts nothing where %s', async (_name, request) => {
    const { service, countIncidents } = create();
    await service.resolve({ entityRefs: [SHOP], ...request });
    expect(countIncidents).not.toHaveBeenCalled();
  });

  it('reads reviewers in one call and owners of dependents in another', async () => {
    const { service, getEntitiesByRefs } = create();
    const policy = await service.resolve({
      entityRefs: [TOOL],
      severity: 'SEV1',
    });
    expect(policy.reviewers.map(({ entityRef }) => entityRef)).toEqual([
      'group:default/team',
      'group:default/plumbers',
      'group:default/legal',
    ]);
    expect(policy.reviewers.some(({ unresolved }) => unresolved)).toBe(false);
    // The tool; its team; the company; shop, pump and legal; plumbers.
    expect(getEntitiesByRefs).toHaveBeenCalledTimes(5);
  });

  it('stores a decision that is open until the resolution and fixed from then on', async () => {
    const { service } = create({ timeZone: 'Europe/Berlin' });
    const request = { entityRefs: [SHOP], severity: 'critical' };
    const open = await service.decide(request);
    expect(open).toMatchObject({
      required: true,
      reason: 'SEVERITY_REACHED',
      fixed: false,
      decidedAt: NOW.toISOString(),
    });
    expect(open).not.toHaveProperty('dueAt');

    const resolved = await service.decide({
      ...request,
      resolvedAt: '2026-10-30T16:00:00.000Z',
    });
    expect(resolved).toMatchObject({
      fixed: true,
      dueAt: '2026-11-06T16:00:00.000Z',
    });
  });

  it('leaves a decision open after the resolution while it hangs on the severity', async () => {
    const { service } = create();
    const decision = await service.decide({
      entityRefs: [SHOP],
      severity: 'who knows',
      resolvedAt: '2026-10-30T16:00:00.000Z',
    });
    expect(decision).toMatchObject({
      required: false,
      reason: 'SEVERITY_UNDETERMINED',
      fixed: false,
    });
    expect(decision).not.toHaveProperty('dueAt');
  });

  it('never requires one for imports', async () => {
    const { service } = create();
    expect(
      await service.decide({
        entityRefs: [SHOP],
        severity: 'SEV1',
        imported: true,
      }),
    ).toMatchObject({ required: false, reason: 'IMPORTED' });
  });

  it('takes snapshots of all entities together', async () => {
    const { service, getEntitiesByRefs } = create();
    const snapshots = await service.snapshot([SHOP, TOOL, SHOP, 'api:a/b']);
    expect([...snapshots.keys()]).toEqual([SHOP, TOOL, 'api:a/b']);
    expect(snapshots.get(SHOP)?.owner).toBe('group:default/team');
    expect(snapshots.get('api:a/b')).toEqual({
      snapshotAt: NOW.toISOString(),
      unknown: true,
      ancestors: [],
    });
    expect(getEntitiesByRefs).toHaveBeenCalledTimes(3);
  });
});
