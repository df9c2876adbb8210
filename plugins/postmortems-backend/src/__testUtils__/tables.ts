import type { Knex } from 'knex';
import { isPostgres } from '../database';

/** What is worked out again at any time and says nothing of its own. */
const CACHES = new Set(['visible_scopes', 'visible_refs']);

async function listTables(knex: Knex): Promise<string[]> {
  const names: string[] = isPostgres(knex)
    ? await knex('pg_tables').where('schemaname', 'public').pluck('tablename')
    : await knex('sqlite_master')
        .where('type', 'table')
        .whereNot('name', 'like', 'sqlite_%')
        .pluck('name');
  return names.filter(name => !CACHES.has(name)).sort();
}

/** Every row of every table but caches: two that are equal say that nothing was written between. */
export async function readTables(
  knex: Knex,
): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const table of await listTables(knex)) {
    const rows = await knex(table).select();
    contents[table] = rows.map(row => JSON.stringify(row)).sort();
  }
  return contents;
}
