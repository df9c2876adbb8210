import type { Knex } from 'knex';

/** Whether this is PostgreSQL; otherwise it is SQLite. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client.includes('pg');
}
