import type { Knex } from 'knex';

/**
 * Runs a piece of work in the transaction that is given, or in one of its own that is rolled back
 * where the work fails.
 */
export async function inTransaction<T>(
  knex: Knex,
  tx: Knex.Transaction | undefined,
  work: (tx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return tx ? work(tx) : knex.transaction(work);
}
