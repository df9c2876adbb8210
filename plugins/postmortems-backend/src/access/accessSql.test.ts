import { TestDatabases } from '@backstage/backend-test-utils';
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
});
