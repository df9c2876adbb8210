import { InputError } from '@backstage/errors';
import type {
  IncidentOrder,
  IncidentQuery,
} from '@hindsight/plugin-postmortems-common';
import { createHash } from 'crypto';
import type { Knex } from 'knex';
import { z } from 'zod';

interface Order {
  /** SQL of the values that order the list; the last is unique. All in one direction. */
  keys: string[];
  direction: 'asc' | 'desc';
}

// These expressions stand in the migration's indexes word for word, which is how both engines
// know them again.
const ORDERS: Record<IncidentOrder, Order> = {
  '-startedAt': {
    keys: ['incidents.started_at', 'incidents.id'],
    direction: 'desc',
  },
  startedAt: {
    keys: ['incidents.started_at', 'incidents.id'],
    direction: 'asc',
  },
  severity: {
    keys: ['incidents.severity_weight', 'incidents.started_at', 'incidents.id'],
    direction: 'desc',
  },
  '-duration': {
    keys: ['coalesce(incidents.duration_ms, -1)', 'incidents.id'],
    direction: 'desc',
  },
  dueAt: {
    keys: [
      'coalesce(incidents.decision_due_at, 9007199254740991)',
      'incidents.id',
    ],
    direction: 'asc',
  },
};

/** Newest first. */
const DEFAULT_ORDER: IncidentOrder = '-startedAt';

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Weights of severities are small; PostgreSQL refuses what does not fit their column. */
const MAX_SEVERITY_WEIGHT = 1_000_000;

const cursorSchema = z.strictObject({
  /** Hash of the order and the filters that the cursor belongs to. */
  q: z.string(),
  /** Towards the next page or the previous one. */
  to: z.enum(['next', 'prev']),
  /** The values of the order's keys in the row that the page begins after. */
  k: z.array(z.union([z.number().int(), z.string().regex(ID)])),
});
type Cursor = z.infer<typeof cursorSchema>;

/** A row with the values that order it. */
export type Keyed<T> = T & Record<`key_${number}`, number | string>;

function hashQuery(query: IncidentQuery): string {
  const { cursor, limit, total, ...rest } = query;
  const filters = Object.entries({
    ...rest,
    order: rest.order ?? DEFAULT_ORDER,
  })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(filters))
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

/** Numbers, and the id last. */
function fits(values: Cursor['k'], order: Order): boolean {
  const last = order.keys.length - 1;
  const bySeverity = order === ORDERS.severity;
  return (
    values.length === order.keys.length &&
    values.every((value, i) => (typeof value === 'string') === (i === last)) &&
    !(bySeverity && Math.abs(Number(values[0])) > MAX_SEVERITY_WEIGHT)
  );
}

/** Which page of a list a query asks for, and how the list is ordered. */
export class IncidentPage {
  readonly #order: Order;
  readonly #hash: string;
  readonly #cursor: Cursor | undefined;

  /** @throws InputError where the cursor is none, or belongs to another list */
  static of(query: IncidentQuery): IncidentPage {
    const order = ORDERS[query.order ?? DEFAULT_ORDER];
    const hash = hashQuery(query);
    if (query.cursor === undefined) {
      return new IncidentPage(order, hash, undefined);
    }
    const parsed = cursorSchema.safeParse(decode(query.cursor));
    if (!parsed.success || !fits(parsed.data.k, order)) {
      throw new InputError(
        'cursor: is none that this list has given; take it from pageInfo',
      );
    }
    if (parsed.data.q !== hash) {
      throw new InputError(
        'cursor: belongs to a list with other filters or another order; leave it out to begin again',
      );
    }
    return new IncidentPage(order, hash, parsed.data);
  }

  private constructor(order: Order, hash: string, cursor: Cursor | undefined) {
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
