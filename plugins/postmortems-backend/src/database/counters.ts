import type { Knex } from 'knex';

/**
 * The next number of a reference such as INC-n. The counter's row stays locked until the
 * transaction ends, so that no two records get the same number and none is skipped.
 */
export async function nextReferenceNumber(
  tx: Knex.Transaction,
  name: 'incident' | 'postmortem',
): Promise<number> {
  const [row] = await tx('reference_counters')
    .where('name', name)
    .increment('value', 1)
    .returning('value');
  return Number(row.value);
}
