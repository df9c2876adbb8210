import type { SeverityScale } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';

/** How bad a severity is, for ordering: the worst has most, none or an unknown one 0. */
export function severityWeight(
  scale: SeverityScale,
  severity: string | undefined,
): number {
  const rank = severity === undefined ? undefined : scale.rank(severity);
  return rank === undefined ? 0 : scale.severities.length - rank;
}

/**
 * Brings the weights of stored incidents up to date after the configured scale has changed: one
 * update for each severity whose weight is another, none where nothing has changed.
 */
export async function updateSeverityWeights(
  knex: Knex,
  scale: SeverityScale,
): Promise<void> {
  const stored: Array<{ severity: string; severity_weight: number | string }> =
    await knex('incidents')
      .whereNotNull('severity')
      .distinct('severity', 'severity_weight');
  const outdated = new Map<string, number>();
  for (const { severity, severity_weight: weight } of stored) {
    const current = severityWeight(scale, severity);
    if (Number(weight) !== current) {
      outdated.set(severity, current);
    }
  }
  for (const [severity, weight] of outdated) {
    await knex('incidents')
      .where('severity', severity)
      .update('severity_weight', weight);
  }
}
