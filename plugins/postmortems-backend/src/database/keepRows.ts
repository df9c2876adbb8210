import type { Knex } from 'knex';

/**
 * Keeps rows from being deleted until the transaction ends, for rows that are about to refer to
 * them. They may still change.
 *
 * @returns the ids that are there
 */
export async function keepRows(
  tx: Knex.Transaction,
  table: 'incidents' | 'postmortems',
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  // In one order, so that two transactions never wait for each other. SQLite ignores the lock:
  // its transactions write one after the other.
  const rows: Array<{ id: string }> = await tx(table)
    .whereIn('id', ids)
    .orderBy('id')
    .forKeyShare()
    .select('id');
  return new Set(rows.map(({ id }) => id));
}
