import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import { createStore, insertAll } from '../incidents/__testUtils__/incidents';
import type { DatabaseIncidentStore } from '../incidents';
import type { AccessScope } from './types';
import { VisibleEntities } from './VisibleEntities';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())(
  'visible entities on %s',
  databaseId => {
    let knex: Knex;
    let store: DatabaseIncidentStore;
    const stranger = mockCredentials.user('user:default/stranger');
    let visible: Set<string>;
    let catalog: ReturnType<typeof catalogServiceMock.mock>;
    let resolver: VisibleEntities;

    beforeEach(async () => {
      knex = await databases.init(databaseId);
      store = await createStore(knex);
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

    afterEach(async () => {
      jest.useRealTimers();
      await knex.destroy();
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
  },
);
