import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { getDemoStatus } from './status';

/**
 * `GET /api/demo/status` tells anybody whether the demo history is in place, so that a script can
 * wait for it: `{state: 'waiting' | 'loading' | 'ready' | 'failed', incidents, postmortems,
 * message?}`. It is `ready` at once where no history is configured.
 */
export const demoStatusPlugin = createBackendPlugin({
  pluginId: 'demo',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = Router();
        router.get('/status', (_request, response) => {
          response.json(getDemoStatus());
        });
        httpRouter.use(router);
        httpRouter.addAuthPolicy({
          path: '/status',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
