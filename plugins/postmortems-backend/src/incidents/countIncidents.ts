import type { Knex } from 'knex';
import { toMillis, toNumber } from '../database';
import type { IncidentCounter } from '../policy/types';

/**
 * Counts the incidents that affected each entity within its window.
 */
export async function countIncidents(
  knex: Knex,
  windows: Parameters<IncidentCounter['countIncidents']>[0],
  options?: Parameters<IncidentCounter['countIncidents']>[1],
): Promise<number[]> {
  const counts = windows.map(() => 0);
  if (windows.length === 0) {
    return counts;
  }
  const rows: Array<{ place: number | string; count: number | string }> =
    await knex
      .with(
        'windows',
        ['place', 'entity_ref', 'since', 'until'],
        knex.raw(
          `values ${windows
            .map(
              () =>
                '(cast(? as integer), cast(? as text), cast(? as bigint), cast(? as bigint))',
            )
            .join(', ')}`,
          windows.flatMap(({ entityRef, from, to }, place) => [
            place,
            entityRef,
            toMillis(from),
            toMillis(to),
          ]),
        ),
      )
      .from('windows')
      .join(
        'incident_affected as affected',
        'affected.entity_ref',
        'windows.entity_ref',
      )
      .join('incidents', 'incidents.id', 'affected.incident_id')
      .where('incidents.kind', 'incident')
      .whereNot('incidents.status', 'cancelled')
      .whereNull('incidents.duplicate_of')
      .whereRaw('incidents.started_at between windows.since and windows.until')
      .modify(query => {
        if (options?.excludeIncidentId) {
          query.whereNot('incidents.id', options.excludeIncidentId);
        }
      })
      .groupBy('windows.place')
      .select('windows.place')
      .countDistinct({ count: 'incidents.id' });
  for (const { place, count } of rows) {
    counts[toNumber(place)] = toNumber(count);
  }
  return counts;
}
