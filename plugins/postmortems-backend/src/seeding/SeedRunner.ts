import { setTimeout as sleep } from 'timers/promises';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Seeder, SeedProgress } from '@hindsight/plugin-postmortems-node';
import {
  DefaultSeedingService,
  type SeedingServiceOptions,
} from './DefaultSeedingService';

/** How often the catalog and other processes are looked at. */
const POLL_MS = 1_000;

/** How long a seeder waits for the catalog. */
const CATALOG_TIMEOUT_MS = 3 * 60_000;

/** How long a process goes on without saying that it is still at it. */
const RENEWAL_MS = 3_000;

/** Entity refs in one request to the catalog. */
const REFS_PER_QUERY = 500;

/** What {@link SeedRunner} works with. */
export interface SeedRunnerOptions extends SeedingServiceOptions {
  logger: LoggerService;
  auth: AuthService;
  catalog: CatalogService;
  /** Milliseconds between two looks; for tests. */
  pollMs?: number;
  /** Milliseconds that a seeder waits for the catalog; for tests. */
  catalogTimeoutMs?: number;
}

/**
 * Runs each seeder once in the life of the database, by one process at a time.
 */
export class SeedRunner {
  readonly #options: SeedRunnerOptions;
  readonly #stopped = new AbortController();

  private constructor(options: SeedRunnerOptions) {
    this.#options = options;
  }

  static create(options: SeedRunnerOptions): SeedRunner {
    return new SeedRunner(options);
  }

  /** Runs the seeders one after the other. A seeder that fails is logged and stops no other. */
  async run(seeders: Iterable<Seeder>): Promise<void> {
    for (const seeder of seeders) {
      try {
        await this.#runOne(seeder);
      } catch (error) {
        if (this.#stopped.signal.aborted) {
          return;
        }
        this.#options.logger.error(
          `Seed ${
            seeder.id
          } failed; it goes on where it stopped at the next start: ${stringifyError(
            error,
          )}`,
        );
        await this.#report(seeder, 'failed', stringifyError(error));
      }
    }
  }

  /** Lets the running seeder end at its next record. */
  stop(): void {
    this.#stopped.abort(new Error('The backend is shutting down'));
  }

  async #runOne(seeder: Seeder): Promise<void> {
    const { store, logger } = this.#options;
    if (await store.isCompleted(seeder.id)) {
      await this.#report(seeder, 'ready');
      return;
    }
    await this.#waitForEntities(seeder);
    while (!(await store.claim(seeder.id))) {
      if (await store.isCompleted(seeder.id)) {
        await this.#report(seeder, 'ready');
        return;
      }
      await this.#report(seeder, 'loading', 'another process writes it');
      await this.#pause();
    }
    try {
      await this.#report(seeder, 'loading');
      const from = Date.now();
      await this.#write(seeder);
      await store.complete(seeder.id, new Date().toISOString());
      logger.info(`Seed ${seeder.id} written in ${Date.now() - from} ms`);
      await this.#report(seeder, 'ready');
    } catch (error) {
      await store.release(seeder.id);
      throw error;
    }
  }

  async #write(seeder: Seeder): Promise<void> {
    let renewed = Date.now();
    const service = await DefaultSeedingService.create({
      ...this.#options,
      seedId: seeder.id,
      beforeWrite: async () => {
        this.#stopped.signal.throwIfAborted();
        if (Date.now() - renewed < RENEWAL_MS) {
          return;
        }
        renewed = Date.now();
        if (!(await this.#options.store.claim(seeder.id))) {
          throw new Error('Another process has taken over');
        }
        await this.#report(seeder, 'loading');
      },
    });
    await seeder.seed(service);
  }

  /** @throws Error naming what is missing after the time is up */
  async #waitForEntities(seeder: Seeder): Promise<void> {
    const { catalogTimeoutMs = CATALOG_TIMEOUT_MS, logger } = this.#options;
    const deadline = Date.now() + catalogTimeoutMs;
    let missing = [...new Set(seeder.requires ?? [])];
    let failure: unknown;
    for (;;) {
      try {
        missing = await this.#findMissing(missing);
        failure = undefined;
      } catch (error) {
        // The catalog may start later than this plugin.
        failure = error;
      }
      if (missing.length === 0) {
        return;
      }
      const shown = missing.slice(0, 5).join(', ');
      const what = `${missing.length} entities that the catalog does not have yet, such as ${shown}`;
      if (Date.now() >= deadline) {
        throw new Error(
          failure
            ? `The catalog did not answer: ${stringifyError(failure)}`
            : `It needs ${what}`,
        );
      }
      logger.debug(`Seed ${seeder.id} waits for ${what}`);
      await this.#report(seeder, 'waiting', `waits for ${what}`);
      await this.#pause();
    }
  }

  async #findMissing(refs: string[]): Promise<string[]> {
    const { auth, catalog } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const missing = [];
    for (let start = 0; start < refs.length; start += REFS_PER_QUERY) {
      const entityRefs = refs.slice(start, start + REFS_PER_QUERY);
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind'] },
        { credentials },
      );
      missing.push(...entityRefs.filter((_, index) => !items[index]));
    }
    return missing;
  }

  async #pause(): Promise<void> {
    const { pollMs = POLL_MS } = this.#options;
    await sleep(pollMs, undefined, { signal: this.#stopped.signal });
  }

  async #report(
    seeder: Seeder,
    state: SeedProgress['state'],
    message?: string,
  ): Promise<void> {
    if (seeder.onProgress) {
      const counts = await this.#options.store.count(seeder.id);
      seeder.onProgress({ state, ...counts, message });
    }
  }
}
