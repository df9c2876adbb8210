import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { IdempotencyStore } from './types';

/** Deletes expired answers once an hour, on one instance of the backend. */
export async function scheduleIdempotencyPurge(options: {
  scheduler: SchedulerService;
  store: IdempotencyStore;
  logger: LoggerService;
}): Promise<void> {
  const { scheduler, store, logger } = options;
  await scheduler.scheduleTask({
    id: 'postmortems-idempotency-purge',
    scope: 'global',
    frequency: { hours: 1 },
    timeout: { minutes: 5 },
    initialDelay: { minutes: 2 },
    fn: async () => {
      const purged = await store.purge();
      logger.debug(`Deleted ${purged} expired idempotency keys`);
    },
  });
}
