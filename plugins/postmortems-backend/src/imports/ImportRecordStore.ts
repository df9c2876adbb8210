import type { Knex } from 'knex';
import { type AccessScope, whereIncidentAccessible } from '../access';
import { toMillis } from '../database';
import type { ImportedValues } from './importedValues';

const IDS_PER_QUERY = 500;

/** Remembers what each imported record last said. */
export class ImportRecordStore {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  /** What the records last said, by external id. */
  async find(
    provider: string,
    externalIds: string[],
  ): Promise<Map<string, ImportedValues>> {
    const found = new Map<string, ImportedValues>();
    for (let start = 0; start < externalIds.length; start += IDS_PER_QUERY) {
      const rows = await this.#knex('import_records')
        .where('provider', provider)
        .whereIn('external_id', externalIds.slice(start, start + IDS_PER_QUERY))
        .select('external_id', 'imported');
      for (const row of rows) {
        found.set(row.external_id, JSON.parse(row.imported));
      }
    }
    return found;
  }

  /** Which of these incidents the scope covers. */
  async findAccessible(
    incidentIds: string[],
    access: AccessScope,
  ): Promise<Set<string>> {
    const found = new Set<string>();
    for (let start = 0; start < incidentIds.length; start += IDS_PER_QUERY) {
      const query = this.#knex('incidents')
        .whereIn(
          'incidents.id',
          incidentIds.slice(start, start + IDS_PER_QUERY),
        )
        .select('incidents.id');
      whereIncidentAccessible(query, access);
      for (const row of await query) {
        found.add(row.id);
      }
    }
    return found;
  }

  async save(
    record: {
      provider: string;
      externalId: string;
      incidentId: string;
      imported: ImportedValues;
      at: string;
    },
    knex: Knex = this.#knex,
  ): Promise<void> {
    await knex('import_records')
      .insert({
        provider: record.provider,
        external_id: record.externalId,
        incident_id: record.incidentId,
        imported: JSON.stringify(record.imported),
        imported_at: toMillis(record.at),
      })
      .onConflict(['provider', 'external_id'])
      .merge();
  }
}
