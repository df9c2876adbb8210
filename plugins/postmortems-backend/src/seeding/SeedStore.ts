import type { Knex } from 'knex';
import { toMillis, toNumber } from '../database';

/** How long a process may be silent before another one takes over. */
const LEASE_MS = 15_000;

/** What a seed writes. */
export type SeedKind = 'incident' | 'postmortem';

/** How many records a seed has written. */
export interface SeedCounts {
  incidents: number;
  postmortems: number;
}

/** Remembers which seeds are finished and what the unfinished ones have written. */
export class SeedStore {
  readonly #knex: Knex;
  /** Names this process. */
  readonly #owner: string;

  constructor(options: { knex: Knex; owner: string }) {
    this.#knex = options.knex;
    this.#owner = options.owner;
  }

  async isCompleted(seedId: string): Promise<boolean> {
    const row = await this.#knex('seeds')
      .where('id', seedId)
      .whereNotNull('completed_at')
      .first('id');
    return row !== undefined;
  }

  /**
   * Makes this process the one that writes the seed, or lets it remain so.
   *
   * @returns false where another process is at it, or it is finished
   */
  async claim(seedId: string): Promise<boolean> {
    const now = Date.now();
    await this.#knex('seeds').insert({ id: seedId }).onConflict('id').ignore();
    const claimed = await this.#knex('seeds')
      .where('id', seedId)
      .whereNull('completed_at')
      .where(free =>
        free
          .whereNull('running_until')
          .orWhere('running_until', '<', now)
          .orWhere('running_by', this.#owner),
      )
      .update({ running_by: this.#owner, running_until: now + LEASE_MS });
    return claimed > 0;
  }

  async release(seedId: string): Promise<void> {
    await this.#knex('seeds')
      .where({ id: seedId, running_by: this.#owner })
      .update({ running_by: null, running_until: null });
  }

  async complete(seedId: string, at: string): Promise<void> {
    await this.#knex('seeds')
      .where('id', seedId)
      .update({
        completed_at: toMillis(at),
        running_by: null,
        running_until: null,
      });
  }

  /** The ids of what is written already, by key. */
  async findRecords(
    seedId: string,
    kind: SeedKind,
  ): Promise<Map<string, string>> {
    const rows = await this.#knex('seed_keys')
      .where({ seed_id: seedId, kind })
      .select('key', 'record_id');
    return new Map(rows.map(row => [row.key, row.record_id]));
  }

  async saveRecord(
    seedId: string,
    record: { kind: SeedKind; key: string; id: string },
    knex: Knex = this.#knex,
  ): Promise<void> {
    await knex('seed_keys').insert({
      seed_id: seedId,
      kind: record.kind,
      key: record.key,
      record_id: record.id,
    });
  }

  async count(seedId: string): Promise<SeedCounts> {
    const rows: Array<{ kind: SeedKind; records: number | string }> =
      await this.#knex('seed_keys')
        .where('seed_id', seedId)
        .groupBy('kind')
        .select('kind', this.#knex.raw('count(*) as records'));
    const of = (kind: SeedKind) =>
      toNumber(rows.find(row => row.kind === kind)?.records ?? 0);
    return { incidents: of('incident'), postmortems: of('postmortem') };
  }

  /** A postmortem that covers the incident, whoever has written it. */
  async findPostmortemOf(incidentId: string): Promise<string | undefined> {
    const row = await this.#knex('postmortem_incidents')
      .where('incident_id', incidentId)
      .first('postmortem_id');
    return row?.postmortem_id;
  }
}
