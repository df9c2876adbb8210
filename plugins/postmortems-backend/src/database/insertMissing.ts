import type { Knex } from 'knex';

/** Rows in one statement: SQLite takes no more. */
const CHUNK = 500;

/** Inserts rows, but for those that are there already. */
export async function insertMissing(
  tx: Knex.Transaction,
  table: string,
  rows: object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx(table)
      .insert(rows.slice(start, start + CHUNK))
      .onConflict()
      .ignore();
  }
}
