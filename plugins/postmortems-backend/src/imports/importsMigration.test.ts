import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { migrateToLatest } from '../database';
import { createStore, prepared } from '../incidents/__testUtils__/incidents';

const directory = resolvePackagePath(
  '@hindsight/plugin-postmortems-backend',
  'migrations',
);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'the migration of imports on %s',
  databaseId => {
    it('adds notes that go with their incident, and takes them away again', async () => {
      const knex = await databases.init(databaseId);
      const store = await createStore(knex);
      const { id } = await knex.transaction(tx => store.insert(prepared(), tx));
      const note = {
        provider: 'cstate',
        external_id: 'orchard/kiosk',
        incident_id: id,
        imported: '{}',
        imported_at: Date.parse('2024-03-01T11:00:00Z'),
      };
      await knex('import_records').insert(note);
      await expect(knex('import_records').insert(note)).rejects.toThrow(
        /unique/i,
      );
      await knex('incidents').where({ id }).delete();
      await expect(knex('import_records').select()).resolves.toEqual([]);

      const name = '20261121000400_imports.js';
      await knex.migrate.down({ directory, name });
      await expect(knex.schema.hasTable('import_records')).resolves.toBe(false);
      await migrateToLatest(knex);
      await expect(knex('import_records').select()).resolves.toEqual([]);
      await knex.destroy();
    });
  },
);
