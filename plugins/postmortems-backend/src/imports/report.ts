import type {
  ImportRecordReport,
  ImportReport,
} from '@hindsight/plugin-postmortems-common';
import { componentKey } from './ComponentMatcher';

/** Adds up what happened to each record. */
export function summarizeImport(
  records: ImportRecordReport[],
  dryRun: boolean,
): ImportReport {
  const count = (outcome: ImportRecordReport['outcome']) =>
    records.filter(record => record.outcome === outcome).length;
  const unmatched = new Map<string, { name: string; records: number }>();
  for (const record of records) {
    const keys = new Set<string>();
    for (const { name, entityRef } of record.components) {
      const key = componentKey(name);
      if (entityRef || keys.has(key)) {
        continue;
      }
      keys.add(key);
      const known = unmatched.get(key);
      unmatched.set(key, {
        name: known?.name ?? name,
        records: (known?.records ?? 0) + 1,
      });
    }
  }
  return {
    dryRun,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    failed: count('failed'),
    unmatchedComponents: [...unmatched.values()].sort(
      (a, b) => b.records - a.records || (a.name < b.name ? -1 : 1),
    ),
    records,
  };
}
