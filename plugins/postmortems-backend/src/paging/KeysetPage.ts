import { InputError } from '@backstage/errors';
import { createHash } from 'crypto';
import type { Knex } from 'knex';
import { z } from 'zod';

/** How a list is ordered. */
export interface KeysetOrder {
  /**
   * SQL of the values that order the list, all in one direction: numbers, and last an id that is
   * unique. An index holds the same expressions word for word.
   */
  keys: string[];
  direction: 'asc' | 'desc';
}

const cursorSchema = z.strictObject({
  /** Hash of the order and the filters that the cursor belongs to. */
  q: z.string(),
  /** Towards the next page or the previous one. */
  to: z.enum(['next', 'prev']),
  /** The values of the order's keys in the row that the page begins after. */
  k: z.array(z.union([z.number().int(), z.string().regex(/^\w{1,64}$/)])),
});
type Cursor = z.infer<typeof cursorSchema>;

/** A row with the values that order it. */
export type Keyed<T> = T & Record<`key_${number}`, number | string>;

interface PagedQuery {
  cursor?: string;
  limit?: number;
  total?: boolean;
}

function hashQuery(query: PagedQuery, order: KeysetOrder): string {
  const { cursor, limit, total, ...filters } = query;
  const entries = Object.entries(filters)
    .filter(([name, value]) => name !== 'order' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([order, entries]))
    .digest('base64url')
    .slice(0, 16);
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function fits(cursor: Cursor, order: KeysetOrder): boolean {
  const last = order.keys.length - 1;
  return (
    cursor.k.length === order.keys.length &&
    cursor.k.every((value, i) => (typeof value === 'string') === (i === last))
  );
}

/** Which page of a list a query asks for. */
export class KeysetPage {
  readonly #order: KeysetOrder;
  readonly #hash: string;
  readonly #cursor: Cursor | undefined;

  /**
   * @param query - as it was asked, with its filters: a cursor is good for those alone
   * @throws InputError where the cursor is none, or belongs to another list
   */
  static of(query: PagedQuery, order: KeysetOrder): KeysetPage {
    const hash = hashQuery(query, order);
    if (query.cursor === undefined) {
      return new KeysetPage(order, hash, undefined);
    }
    const parsed = cursorSchema.safeParse(decode(query.cursor));
    if (!parsed.success || !fits(parsed.data, order)) {
      throw new InputError(
        'cursor: is none that this list has given; take it from pageInfo',
      );
    }
    if (parsed.data.q !== hash) {
      throw new InputError(
        'cursor: belongs to a list with other filters or another order; leave it out to begin again',
      );
    }
    return new KeysetPage(order, hash, parsed.data);
  }

  private constructor(
    order: KeysetOrder,
    hash: string,
    cursor: Cursor | undefined,
  ) {
    this.#order = order;
    this.#hash = hash;
    this.#cursor = cursor;
  }

  /** Orders the query, begins it where the cursor says, and has it select the keys. */
  apply(query: Knex.QueryBuilder, knex: Knex): void {
    const { keys, direction } = this.#order;
    const backwards = this.#cursor?.to === 'prev';
    const ascending = (direction === 'asc') !== backwards;
    keys.forEach((key, i) => {
      query.select(knex.raw(`${key} as key_${i}`));
    });
    if (this.#cursor) {
      const places = keys.map(() => '?').join(', ');
      query.whereRaw(
        `(${keys.join(', ')}) ${ascending ? '>' : '<'} (${places})`,
        this.#cursor.k,
      );
    }
    query.orderByRaw(
      keys.map(key => `${key} ${ascending ? 'asc' : 'desc'}`).join(', '),
    );
  }

  /**
   * Cuts what the query gave to the page.
   *
   * @param rows - one more than the limit, where there are as many
   */
  cut<T>(
    rows: Keyed<T>[],
    limit: number,
  ): { rows: Keyed<T>[]; nextCursor?: string; prevCursor?: string } {
    const backwards = this.#cursor?.to === 'prev';
    const more = rows.length > limit;
    const page = rows.slice(0, limit);
    if (backwards) {
      page.reverse();
    }
    if (page.length === 0) {
      return { rows: page };
    }
    const hasNext = backwards || more;
    const hasPrev = backwards ? more : this.#cursor !== undefined;
    return {
      rows: page,
      nextCursor: hasNext
        ? this.#cursorAt(page[page.length - 1], 'next')
        : undefined,
      prevCursor: hasPrev ? this.#cursorAt(page[0], 'prev') : undefined,
    };
  }

  #cursorAt<T>(row: Keyed<T>, to: Cursor['to']): string {
    const last = this.#order.keys.length - 1;
    const k = this.#order.keys.map((_, i) =>
      i === last ? String(row[`key_${i}`]) : Number(row[`key_${i}`]),
    );
    return encode({ q: this.#hash, to, k });
  }
}
