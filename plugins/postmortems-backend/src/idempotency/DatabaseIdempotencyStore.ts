import type { Knex } from 'knex';
import type { Claim, IdempotencyStore, KeptAnswer } from './types';

const TABLE = 'idempotency_keys';

interface Row {
  id: string;
  request_hash: string;
  attempt: string;
  status: number | null;
  headers: string | null;
  body: string | null;
  expires_at: number;
}

/** Keeps answers in the plugin's database, where every instance of the backend sees them. */
export class DatabaseIdempotencyStore implements IdempotencyStore {
  readonly #database: Knex;
  readonly #now: () => number;

  static create(options: { database: Knex; now?: () => number }) {
    return new DatabaseIdempotencyStore(
      options.database,
      options.now ?? Date.now,
    );
  }

  private constructor(database: Knex, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async claim(options: {
    id: string;
    requestHash: string;
    attempt: string;
    leaseSeconds: number;
  }): Promise<Claim> {
    const { id, requestHash, attempt, leaseSeconds } = options;

    const row: Row = {
      id,
      request_hash: requestHash,
      attempt,
      status: null,
      headers: null,
      body: null,
      expires_at: this.#after(leaseSeconds),
    };
    // Only an expired row gives way, and only to one: whoever comes second finds a fresh one.
    await this.#database<Row>(TABLE)
      .insert(row)
      .onConflict('id')
      .merge()
      .where(`${TABLE}.expires_at`, '<', this.#now());
    const stored = await this.#database<Row>(TABLE).where({ id }).first();
    if (!stored) {
      return { outcome: 'in-progress' };
    }
    if (stored.attempt === attempt) {
      return { outcome: 'claimed' };
    }
    if (stored.request_hash !== requestHash) {
      return { outcome: 'other-request' };
    }
    if (stored.status === null) {
      return { outcome: 'in-progress' };
    }
    return {
      outcome: 'answered',
      answer: {
        status: stored.status,
        headers: JSON.parse(stored.headers ?? '{}'),
        body: stored.body ?? 'null',
      },
    };
  }

  async complete(options: {
    id: string;
    attempt: string;
    answer: KeptAnswer;
    keepSeconds: number;
  }): Promise<void> {
    const { id, attempt, answer, keepSeconds } = options;
    await this.#database<Row>(TABLE)
      .where({ id, attempt })
      .update({
        status: answer.status,
        headers: JSON.stringify(answer.headers),
        body: answer.body,
        expires_at: this.#after(keepSeconds),
      });
  }

  async release(options: { id: string; attempt: string }): Promise<void> {
    const { id, attempt } = options;
    await this.#database<Row>(TABLE).where({ id, attempt }).delete();
  }

  async purge(): Promise<number> {
    return this.#database<Row>(TABLE)
      .where('expires_at', '<', this.#now())
      .delete();
  }

  #after(seconds: number): number {
    return this.#now() + seconds * 1000;
  }
}
