import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { openDatabase } from './database';
import { composeRouter } from './router';

/**
 * Incidents, postmortems and the policy that connects them with the catalog.
 *
 * @public
 */
export const postmortemsPlugin = createBackendPlugin({
  pluginId: 'postmortems',
  register(env) {
    env.registerInit({
      deps: {
        database: coreServices.database,
        httpRouter: coreServices.httpRouter,
      },
      async init({ database, httpRouter }) {
        await openDatabase(database);
        httpRouter.use(composeRouter([]));
      },
    });
  },
});
