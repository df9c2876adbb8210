import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { migrateToLatest } from '../database';

const directory = resolvePackagePath(
  '@hindsight/plugin-postmortems-backend',
  'migrations',
);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'the migration of seeds on %s',
  databaseId => {
    it('adds seeds with their keys, and takes them away again', async () => {
      const knex = await databases.init(databaseId);
      await migrateToLatest(knex);
      const key = {
        seed_id: 'orchard',
        kind: 'incident',
        key: 'first',
        record_id: '01JC00000000000000000000A1',
      };
      await expect(knex('seed_keys').insert(key)).rejects.toThrow(
        /foreign key/i,
      );
      await knex('seeds').insert({ id: 'orchard' });
      await knex('seed_keys').insert(key);
      await expect(knex('seed_keys').insert(key)).rejects.toThrow(/unique/i);
      await knex('seeds').delete();
      await expect(knex('seed_keys').select()).resolves.toEqual([]);

      const name = '20261121000500_seeds.js';
      await knex.migrate.down({ directory, name });
      await expect(knex.schema.hasTable('seeds')).resolves.toBe(false);
      await expect(knex.schema.hasTable('seed_keys')).resolves.toBe(false);
      await migrateToLatest(knex);
      await expect(knex('seeds').select()).resolves.toEqual([]);
      await knex.destroy();
    });
  },
);
