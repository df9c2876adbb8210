import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createHash, randomUUID } from 'crypto';
import type { Knex } from 'knex';
import { insertMissing, toNumber } from '../database';
import type { EntityVisibility } from './types';

/** How long a resolution is good for. */
const LIFETIME_MS = 60_000;

/** How long an outdated one is kept for queries that have begun with it. */
const GRACE_MS = 60_000;

/** Entities in one call to the catalog. */
const CATALOG_BATCH = 1_000;

/** Enough of an entity to know that it is there. */
const FIELDS = ['kind', 'metadata.name', 'metadata.namespace'];

interface Resolution {
  scope: string;
  known_up_to: number;
}

/**
 * Which of the entities that incidents name a reader may see in the catalog, under conditions that
 * only the catalog can check. Resolved once for each distinct set of conditions and written to a
 * table that queries join.
 *
 * What is listed may be seen, or is gone from the catalog. What is absent is hidden: an entity that
 * is named for the first time is so until it is resolved, too.
 */
export class VisibleEntities {
  readonly #knex: Knex;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #running = new Map<string, Promise<string>>();

  static create(options: {
    knex: Knex;
    catalog: CatalogService;
    auth: AuthService;
  }): VisibleEntities {
    return new VisibleEntities(options);
  }

  private constructor(options: {
    knex: Knex;
    catalog: CatalogService;
    auth: AuthService;
  }) {
    this.#knex = options.knex;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /**
   * @param conditions - what the permission service answered, in a form that is equal for equal
   * conditions
   * @param reader - whose credentials see what the conditions allow; absent where they allow
   * nothing
   */
  async resolve(
    conditions: string,
    reader: BackstageCredentials | undefined,
  ): Promise<Exclude<EntityVisibility, 'all'>> {
    const hash = createHash('sha256').update(conditions).digest('hex');
    // Whoever asks for the same meanwhile waits for the same answer.
    let running = this.#running.get(hash);
    if (!running) {
      running = this.#resolve(hash, reader).finally(() =>
        this.#running.delete(hash),
      );
      this.#running.set(hash, running);
    }
    return { scope: await running };
  }

  async #resolve(
    conditions: string,
    reader: BackstageCredentials | undefined,
  ): Promise<string> {
    const now = Date.now();
    const current: Resolution | undefined = await this.#knex('visible_scopes')
      .where('conditions', conditions)
      .where('expires_at', '>', now)
      .orderBy('expires_at', 'desc')
      .first('scope', 'known_up_to');
    const newest = await this.#newestEntity();
    if (current && current.known_up_to >= newest) {
      return current.scope;
    }
    const refs: string[] = await this.#knex('known_entities')
      .where('id', '>', current?.known_up_to ?? 0)
      .where('id', '<=', newest)
      .pluck('ref');
    const visible = await this.#findVisible(refs, reader);
    const scope = current?.scope ?? randomUUID();
    await this.#knex.transaction(async tx => {
      if (current) {
        await tx('visible_scopes')
          .where('scope', scope)
          .update('known_up_to', newest);
      } else {
        await this.#forgetOutdated(tx, now);
        await tx('visible_scopes').insert({
          scope,
          conditions,
          known_up_to: newest,
          expires_at: now + LIFETIME_MS,
        });
      }
      await insertMissing(
        tx,
        'visible_refs',
        visible.map(ref => ({ scope, ref })),
      );
    });
    return scope;
  }

  async #newestEntity(): Promise<number> {
    const [{ newest }] = await this.#knex('known_entities').max({
      newest: 'id',
    });
    return newest === null ? 0 : toNumber(newest);
  }

  async #findVisible(
    refs: string[],
    reader: BackstageCredentials | undefined,
  ): Promise<string[]> {
    const own = await this.#auth.getOwnServiceCredentials();
    const visible: string[] = [];
    for (let start = 0; start < refs.length; start += CATALOG_BATCH) {
      const batch = refs.slice(start, start + CATALOG_BATCH);
      const seen = reader ? await this.#exist(batch, reader) : new Set();
      const unseen = batch.filter(ref => !seen.has(ref));
      const hidden =
        unseen.length > 0 ? await this.#exist(unseen, own) : new Set();
      visible.push(...batch.filter(ref => seen.has(ref) || !hidden.has(ref)));
    }
    return visible;
  }

  async #exist(
    entityRefs: string[],
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs, fields: FIELDS },
      { credentials },
    );
    return new Set(entityRefs.filter((_, i) => items[i] !== undefined));
  }

  async #forgetOutdated(tx: Knex.Transaction, now: number) {
    const outdated = tx('visible_scopes')
      .where('expires_at', '<', now - GRACE_MS)
      .select('scope');
    await tx('visible_refs').whereIn('scope', outdated.clone()).delete();
    await outdated.delete();
  }
}
