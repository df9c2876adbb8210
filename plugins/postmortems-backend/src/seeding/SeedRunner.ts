import { setTimeout as sleep } from 'timers/promises';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Seeder, SeedProgress } from '@hindsight/plugin-postmortems-node';
import { CatalogWait } from './CatalogWait';
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

/** What {@link SeedRunner} works with. */
export interface SeedRunnerOptions extends SeedingServiceOptions {
  logger: LoggerService;
  auth: AuthService;
  catalog: CatalogService;
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

  async #waitForEntities(seeder: Seeder): Promise<void> {
    const { auth, catalog, logger } = this.#options;
    const wait = new CatalogWait({
      auth,
      catalog,
      pollMs: POLL_MS,
      timeoutMs: CATALOG_TIMEOUT_MS,
      signal: this.#stopped.signal,
      onWait: async what => {
        logger.debug(`Seed ${seeder.id} ${what}`);
        await this.#report(seeder, 'waiting', what);
      },
    });
    await wait.until([...new Set(seeder.requires ?? [])]);
  }

  async #pause(): Promise<void> {
    await sleep(POLL_MS, undefined, { signal: this.#stopped.signal });
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
