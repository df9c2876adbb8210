import { existsSync } from 'fs';
import { dirname, join, resolve } from 'path';
import {
  coreServices,
  createBackendModule,
  type LoggerService,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  postmortemsSeedingExtensionPoint,
  type SeedProgress,
} from '@hindsight/plugin-postmortems-node';
import { createHistorySeeder } from './historySeeder';
import { readHistory } from './readHistory';
import { shiftHistory } from './shiftHistory';
import { setDemoStatus } from './status';

const NOTHING = { incidents: 0, postmortems: 0 };

function isProduction(config: RootConfigService): boolean {
  return (
    process.env.NODE_ENV === 'production' ||
    config.getOptionalString('auth.environment') === 'production'
  );
}

/** The backend runs in its own folder; the path is relative to the repository above it. */
function findDirectory(path: string): string {
  let directory = process.cwd();
  while (!existsSync(join(directory, path))) {
    const parent = dirname(directory);
    if (parent === directory) {
      throw new Error(
        `demo.history names ${path}, which is in no folder above ${process.cwd()}`,
      );
    }
    directory = parent;
  }
  return resolve(directory, path);
}

function readNow(config: RootConfigService): Date {
  const anchor = config.getOptionalString('demo.anchor');
  const now = anchor === undefined ? new Date() : new Date(anchor);
  if (Number.isNaN(now.getTime())) {
    throw new Error(`demo.anchor must be a time in ISO 8601, not '${anchor}'`);
  }
  return now;
}

function logProgress(logger: LoggerService, progress: SeedProgress): void {
  setDemoStatus(progress);
  if (progress.state === 'ready') {
    logger.info(
      `Demo history loaded: ${progress.incidents} incidents, ${progress.postmortems} postmortems`,
    );
  }
}

/**
 * Gives the demo portal two years of history to look at. It does nothing unless `demo.history`
 * names its files, and nothing in production.
 */
export const postmortemsModuleDemoHistory = createBackendModule({
  pluginId: 'postmortems',
  moduleId: 'demo-history',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        seeding: postmortemsSeedingExtensionPoint,
      },
      async init({ config, logger, seeding }) {
        const path = config.getOptionalString('demo.history');
        if (!path) {
          setDemoStatus({ ...NOTHING, state: 'ready' });
          return;
        }
        if (isProduction(config)) {
          logger.warn('demo.history is left out, for this is production');
          setDemoStatus({ ...NOTHING, state: 'ready' });
          return;
        }
        try {
          const history = shiftHistory(
            await readHistory(findDirectory(path)),
            readNow(config),
          );
          seeding.addSeeder(
            createHistorySeeder(history, progress =>
              logProgress(logger, progress),
            ),
          );
        } catch (error) {
          // The portal is of use without its history.
          logger.error(`Demo history not loaded: ${stringifyError(error)}`);
          setDemoStatus({
            ...NOTHING,
            state: 'failed',
            message: stringifyError(error),
          });
        }
      },
    });
  },
});
