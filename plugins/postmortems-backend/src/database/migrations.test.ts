import { TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isPostgres } from './engine';

const directory = resolvePackagePath(
  '@hindsight/plugin-postmortems-backend',
  'migrations',
);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

async function migrateUpOnce(knex: Knex): Promise<void> {
  await knex.migrate.up({ directory });
}

async function migrateDownOnce(knex: Knex): Promise<void> {
  await knex.migrate.down({ directory });
}

async function listTables(knex: Knex): Promise<string[]> {
  const result = isPostgres(knex)
    ? await knex('pg_tables')
        .where('schemaname', knex.client.raw('current_schema()'))
        .select('tablename as name')
    : await knex('sqlite_master')
        .where('type', 'table')
        .whereNot('name', 'like', 'sqlite_%')
        .select('name');
  return result
    .map((row: { name: string }) => row.name)
    .filter((name: string) => !name.startsWith('knex_'))
    .sort();
}

const incident = {
  id: '01JC00000000000000000000A1',
  number: 1,
  title: 'Checkout returned 502',
  summary: '',
  severity_weight: 0,
  status: 'open',
  kind: 'incident',
  started_at: 1762178520000,
  times_flagged: false,
  links: '[]',
  flags: '[]',
  visibility: 'internal',
  decision_required: false,
  decision_reason: 'NO_THRESHOLD',
  decision_because: '',
  decision_decided_at: 1762178520000,
  decision_fixed: false,
  decision_exempt: false,
  decision_sources: '[]',
  created_at: 1762178520000,
  updated_at: 1762178520000,
  created_by: 'user:default/ann',
  etag: 'e1',
  search_words: 'inc 1 checkout returned 502',
};

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('migrations on %s', databaseId => {
  it('creates the tables of incidents, with data, and takes them away again', async () => {
    const knex = await databases.init(databaseId);
    const before = await listTables(knex);
    await migrateUpOnce(knex);

    await knex('incidents').insert(incident);
    await knex('incident_affected').insert({
      incident_id: incident.id,
      entity_ref: 'component:default/checkout',
      role: 'affected',
      position: 0,
      snapshot_at: 1762178520000,
    });
    await knex('incident_scopes').insert({
      incident_id: incident.id,
      entity_ref: 'component:default/checkout',
      ref: 'group:default/payments',
    });
    await knex('incident_participants').insert({
      incident_id: incident.id,
      entity_ref: 'user:default/ann',
      reason: 'creator',
    });
    await expect(
      knex('incidents').insert({ ...incident, id: 'other' }),
    ).rejects.toThrow(/unique/i);
    await expect(knex('reference_counters').pluck('name')).resolves.toEqual([
      'incident',
      'postmortem',
    ]);

    await knex('incidents').where('id', incident.id).delete();
    for (const table of [
      'incident_affected',
      'incident_scopes',
      'incident_participants',
    ]) {
      await expect(knex(table).select()).resolves.toEqual([]);
    }

    await knex('incidents').insert(incident);
    await migrateDownOnce(knex);
    await expect(listTables(knex)).resolves.toEqual(before);
    await migrateUpOnce(knex);
    await expect(knex('incidents').select()).resolves.toEqual([]);
    await knex.destroy();
  });
});
