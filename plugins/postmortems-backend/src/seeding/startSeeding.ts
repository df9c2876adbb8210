import { randomUUID } from 'crypto';
import type { LifecycleService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  PostmortemsSeedingExtensionPoint,
  Seeder,
} from '@hindsight/plugin-postmortems-node';
import { SeedRunner, type SeedRunnerOptions } from './SeedRunner';
import { SeedStore } from './SeedStore';

/** Collects the seeders that modules add. */
export class SeederRegistry implements PostmortemsSeedingExtensionPoint {
  readonly #seeders = new Map<string, Seeder>();

  /** @throws Error where two seeders have the same id */
  addSeeder(seeder: Seeder): void {
    if (this.#seeders.has(seeder.id)) {
      throw new Error(`A seeder called ${seeder.id} is registered already`);
    }
    this.#seeders.set(seeder.id, seeder);
  }

  get seeders(): Seeder[] {
    return [...this.#seeders.values()];
  }
}

/**
 * Runs the seeders once the backend has started, beside its other work, and stops them when it
 * ends.
 */
export function startSeeding(
  options: Omit<SeedRunnerOptions, 'store'> & {
    registry: SeederRegistry;
    lifecycle: LifecycleService;
  },
): void {
  const { registry, lifecycle, knex, logger } = options;
  const runner = SeedRunner.create({
    ...options,
    store: new SeedStore({ knex, owner: randomUUID() }),
  });
  let running: Promise<void> = Promise.resolve();
  lifecycle.addStartupHook(() => {
    running = runner.run(registry.seeders).catch(error => {
      logger.error(`Seeding stopped: ${stringifyError(error)}`);
    });
  });
  lifecycle.addShutdownHook(async () => {
    runner.stop();
    await running;
  });
}
