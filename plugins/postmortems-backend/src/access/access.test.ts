import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import {
  createStore,
  everything,
  insertAll,
  insertPostmortem,
  type Sample,
} from '../incidents/__testUtils__/incidents';
import type { DatabaseIncidentStore } from '../incidents';
import {
  incidentConditions,
  postmortemConditions,
} from '../permissions/conditions';
import { incidentRules, postmortemRules } from '../permissions/rules';
import { loadIncidentFacts, loadPostmortemFacts } from './loadAccessFacts';
import type { AccessCriterion, AccessScope, Reader } from './types';
import { VisibleEntities } from './VisibleEntities';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(120_000);

/** A small generator, so that each run checks the same cases. */
function createRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return {
    pick: <T>(values: readonly T[]): T =>
      values[Math.floor(next() * values.length)],
    some: <T>(values: readonly T[], share: number): T[] =>
      values.filter(() => next() < share),
  };
}

const USERS = ['user:default/ann', 'user:default/bo', 'user:default/cy'];
const GROUPS = ['group:default/red', 'group:default/blue', 'group:default/sre'];
const COMPONENTS = ['a', 'b', 'c', 'd'].map(n => `component:default/${n}`);

type Random = ReturnType<typeof createRandom>;

function randomIncident(random: Random): Sample {
  const affects = random.some(COMPONENTS, 0.4);
  return {
    affects,
    owners: Object.fromEntries(
      affects
        .map(ref => [ref, random.pick([...GROUPS, undefined])])
        .filter(([, owner]) => owner),
    ),
    severity: random.pick(['SEV1', 'SEV2', undefined]),
    visibility: random.pick(['internal', 'restricted']),
    createdBy: random.pick([...USERS, 'service:importer']),
    roles: random
      .some([...USERS, ...GROUPS], 0.2)
      .map(entityRef => ({ role: 'responder', entityRef })),
  };
}

type Conditions = PermissionCriteria<PermissionCondition>;

function randomConditions(
  random: Random,
  build: typeof incidentConditions | typeof postmortemConditions,
  depth: number,
): Conditions {
  const inner = () => randomConditions(random, build, depth - 1);
  const shape =
    depth === 0 ? 'leaf' : random.pick(['leaf', 'and', 'or', 'not']);
  switch (shape) {
    case 'and':
      return { allOf: [inner(), inner()] };
    case 'or':
      return { anyOf: [inner(), inner()] };
    case 'not':
      return { not: inner() };
    default:
      return random.pick([
        () =>
          build.isEntityOwner({
            // As a policy might write it.
            claims: random.some(GROUPS, 0.4).map(ref => ref.toUpperCase()),
          }),
        () =>
          build.isParticipant({
            claims: random.some([...USERS, ...GROUPS], 0.3),
          }),
        () =>
          build.hasSeverity({
            severities: random.some(['SEV1', 'SEV2', 'undetermined'], 0.5),
          }),
        () =>
          build.hasVisibility({
            visibility: random.pick(['internal', 'restricted'] as const),
          }),
        () =>
          build.isAffectedEntityIn({
            entityRefs: random.some(COMPONENTS, 0.3),
          }),
      ])();
  }
}

function rulesetOf(rules: typeof incidentRules | typeof postmortemRules) {
  const byName = new Map(Object.values(rules).map(rule => [rule.name, rule]));
  return {
    getRuleByName: (name: string) => {
      const rule = byName.get(name);
      if (!rule) {
        throw new Error(name);
      }
      return rule;
    },
  };
}

describe.each(databases.eachSupportedId())('access on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  async function listed(access: AccessScope): Promise<string[]> {
    const { items, totalItems } = await store.list(
      { limit: 200, total: true, order: 'startedAt' },
      access,
    );
    const { totals } = await store.series({}, access);
    expect(totalItems).toBe(items.length);
    expect(totals.incidents).toBe(items.length);
    return items.map(({ id }) => id);
  }

  /** Sees restricted records, too, so that the conditions alone decide. */
  async function everybody(): Promise<Reader> {
    const refs = [...USERS, ...GROUPS, 'user:default/auditor'];
    const ids: string[] = await knex('incidents').pluck('id');
    await knex('incident_participants').insert(
      ids.map(id => ({
        incident_id: id,
        entity_ref: 'user:default/auditor',
        reason: 'reviewer',
      })),
    );
    return { claims: refs, reviewerClaims: refs };
  }

  it('finds by SQL what the rules say of each record', async () => {
    const random = createRandom(7);
    const incidents = await insertAll(
      knex,
      store,
      Array.from({ length: 40 }, () => randomIncident(random)),
    );
    const reader = await everybody();
    const ids = incidents.map(({ id }) => id);
    const postmortemIds: string[] = [];
    for (let i = 0; i + 2 <= ids.length; i += 3) {
      postmortemIds.push(
        await insertPostmortem(knex, ids.slice(i, i + 2), { number: i + 1 }),
      );
    }
    const subjects = [
      {
        build: incidentConditions,
        ruleset: rulesetOf(incidentRules),
        facts: await loadIncidentFacts(knex, ids),
        ids,
        find: (access: AccessScope) => store.filterIds(ids, access),
      },
      {
        build: postmortemConditions,
        ruleset: rulesetOf(postmortemRules),
        facts: await loadPostmortemFacts(knex, postmortemIds),
        ids: postmortemIds,
        find: (access: AccessScope) =>
          store.filterPostmortemIds(postmortemIds, access),
      },
    ];
    for (const { build, ruleset, facts, ids: all, find } of subjects) {
      const isAllowed = createConditionAuthorizer(ruleset as never);
      const transform = createConditionTransformer<AccessCriterion>(
        ruleset as never,
      );
      let matched = 0;
      for (let round = 0; round < 120; round += 1) {
        const conditions = randomConditions(random, build, 3);
        const expected = all.filter((_, i) =>
          isAllowed(
            {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'postmortems',
              resourceType: 'x',
              conditions,
            },
            facts[i],
          ),
        );
        const found = await find({
          reader,
          entities: 'all',
          conditions: transform(conditions),
        });
        expect({ conditions, found: [...found].sort() }).toEqual({
          conditions,
          found: [...expected].sort(),
        });
        matched += expected.length;
      }
      // Neither all nor nothing, or the comparison would say little.
      expect(matched).toBeGreaterThan(all.length * 20);
      expect(matched).toBeLessThan(all.length * 100);
    }
  });

  it('keeps empty groups of conditions what they mean', async () => {
    const [{ id }] = await insertAll(knex, store, [{}]);
    const find = (conditions: unknown) =>
      store.filterIds([id], {
        ...everything,
        conditions: conditions as AccessScope['conditions'],
      });
    await expect(find({ anyOf: [] })).resolves.toEqual(new Set());
    await expect(find({ allOf: [] })).resolves.toEqual(new Set([id]));
    await expect(find({ not: { anyOf: [] } })).resolves.toEqual(new Set([id]));
    await expect(find('none')).resolves.toEqual(new Set());
  });

  it('shows restricted incidents to participants, reviewers and owners alone', async () => {
    const [open, closed] = await insertAll(knex, store, [
      { createdBy: 'service:importer' },
      {
        visibility: 'restricted',
        createdBy: 'user:default/ann',
        affects: ['a'],
        owners: { 'component:default/a': 'group:default/red' },
        roles: [{ role: 'commander', entityRef: 'group:default/blue' }],
      },
    ]);
    await knex('incident_participants').insert({
      incident_id: closed.id,
      entity_ref: 'group:default/security',
      reason: 'reviewer',
    });
    const postmortem = await insertPostmortem(knex, [open.id, closed.id], {
      number: 1,
    });
    const cases: Array<[claims: string[], above: string[], sees: boolean]> = [
      [[], [], false],
      [['user:default/cy', 'group:default/sre'], [], false],
      [['user:default/ann'], [], true],
      [['user:default/cy', 'group:default/red'], [], true],
      [['user:default/cy', 'group:default/blue'], [], true],
      [['user:default/cy', 'group:default/security'], [], true],
      // A child group reviews for its parents, but has neither their roles nor what they own.
      [
        ['user:default/cy', 'group:default/x'],
        ['group:default/security'],
        true,
      ],
      [['user:default/cy', 'group:default/x'], ['group:default/red'], false],
      [['user:default/cy', 'group:default/x'], ['group:default/blue'], false],
    ];
    for (const [claims, above, sees] of cases) {
      const access: AccessScope = {
        reader: { claims, reviewerClaims: [...claims, ...above] },
        conditions: 'all',
        entities: 'all',
      };
      expect([claims, above, await listed(access)]).toEqual([
        claims,
        above,
        sees ? [open.id, closed.id] : [open.id],
      ]);
      // A postmortem is as closed as the strictest of its incidents.
      const found = await store.filterPostmortemIds([postmortem], access);
      expect(found.has(postmortem)).toBe(sees);
    }
  });

  describe('where the catalog decides', () => {
    const stranger = mockCredentials.user('user:default/stranger');
    let visible: Set<string>;
    let catalog: ReturnType<typeof catalogServiceMock.mock>;
    let resolver: VisibleEntities;

    beforeEach(() => {
      visible = new Set(['component:default/a', 'component:default/b']);
      const existing = new Set([...visible, 'component:default/hidden']);
      catalog = catalogServiceMock.mock();
      catalog.getEntitiesByRefs.mockImplementation(
        async ({ entityRefs }, options) => {
          const { principal } = (
            options as { credentials: BackstageCredentials }
          ).credentials as BackstageCredentials<{ type: string }>;
          const refs = principal.type === 'user' ? visible : existing;
          return {
            items: entityRefs.map(ref =>
              refs.has(ref)
                ? { apiVersion: 'v1', kind: 'x', metadata: { name: 'x' } }
                : undefined,
            ),
          };
        },
      );
      resolver = VisibleEntities.create({
        knex,
        catalog,
        auth: mockServices.auth(),
      });
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    it('lists what touches visible or vanished entities, or none, and what the reader took part in', async () => {
      const [none, seen, gone, mixed, hidden, own] = await insertAll(
        knex,
        store,
        [
          {},
          { affects: ['a', 'b'] },
          { affects: ['gone'] },
          { affects: ['a', 'hidden'] },
          { affects: ['hidden', 'gone'] },
          { affects: ['hidden'], createdBy: 'user:default/stranger' },
        ].map((sample, i) => ({
          ...sample,
          startedAt: new Date(Date.UTC(2025, 0, 1 + i)).toISOString(),
        })),
      );
      const claims = ['user:default/stranger'];
      const base = {
        reader: { claims, reviewerClaims: claims },
        conditions: 'all' as const,
      };
      await expect(
        listed({
          ...base,
          entities: await resolver.resolve('conditions', stranger),
        }),
      ).resolves.toEqual([none.id, seen.id, gone.id, own.id]);
      await expect(
        listed({
          ...base,
          entities: await resolver.resolve('none', undefined),
        }),
      ).resolves.toEqual([none.id, gone.id, own.id]);
      await expect(listed({ ...base, entities: 'all' })).resolves.toEqual(
        [none, seen, gone, mixed, hidden, own].map(({ id }) => id),
      );
    });

    it('asks the catalog once a minute for each set of conditions, and about what is new', async () => {
      jest.useFakeTimers({
        now: Date.now(),
        doNotFake: [
          'nextTick',
          'setImmediate',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'queueMicrotask',
        ],
      });
      await insertAll(knex, store, [{ affects: ['a', 'hidden', 'gone'] }]);
      const asked = () =>
        catalog.getEntitiesByRefs.mock.calls.map(([{ entityRefs }]) =>
          [...entityRefs].sort().map(ref => ref.split('/')[1]),
        );
      const [first, second] = await Promise.all([
        resolver.resolve('x', stranger),
        resolver.resolve('x', stranger),
      ]);
      expect(second).toEqual(first);
      await expect(resolver.resolve('x', stranger)).resolves.toEqual(first);
      expect(asked()).toEqual([
        ['a', 'gone', 'hidden'],
        ['gone', 'hidden'],
      ]);

      await insertAll(knex, store, [{ affects: ['a', 'b'] }]);
      await expect(resolver.resolve('x', stranger)).resolves.toEqual(first);
      expect(asked().slice(2)).toEqual([['b']]);
      await expect(
        knex('visible_refs').orderBy('ref').pluck('ref'),
      ).resolves.toEqual([
        'component:default/a',
        'component:default/b',
        'component:default/gone',
      ]);

      jest.setSystemTime(Date.now() + 61_000);
      visible.delete('component:default/a');
      const later = await resolver.resolve('x', stranger);
      expect(later).not.toEqual(first);
      jest.setSystemTime(Date.now() + 61_000);
      const last = await resolver.resolve('x', stranger);
      await expect(
        knex('visible_scopes').orderBy('expires_at').pluck('scope'),
      ).resolves.toEqual([later.scope, last.scope]);
    });

    it('resolves thousands of entities in a few calls', async () => {
      const refs = Array.from({ length: 2_100 }, (_, i) => `component:x/c${i}`);
      visible = new Set(refs);
      await knex.batchInsert(
        'known_entities',
        refs.map(ref => ({ ref })),
        500,
      );
      const { scope } = await resolver.resolve('x', stranger);
      expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(3);
      await expect(
        knex('visible_refs').where({ scope }).pluck('ref'),
      ).resolves.toHaveLength(2_100);
    });
  });
});
