import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  postmortemsImageStoreExtensionPoint,
  postmortemsSeedingExtensionPoint,
  type ImageStore,
} from '@hindsight/plugin-postmortems-node';
import {
  DefaultAccessService,
  readDecisionCacheMillis,
  VisibleEntities,
} from './access';
import { openDatabase } from './database';
import {
  createIdempotencyMiddleware,
  createRepeatGuard,
  DatabaseIdempotencyStore,
  scheduleIdempotencyPurge,
} from './idempotency';
import { DatabaseImageStore } from './images';
import { createImportsRouter, DefaultImportService } from './imports';
import {
  AuthorizedIncidentService,
  createIncidentsRouter,
  DatabaseIncidentStore,
  DefaultIncidentRecorder,
} from './incidents';
import { createOpenApiRouter } from './openapi';
import { registerPermissions } from './permissions';
import { createPolicyRouter, DefaultPolicyService } from './policy';
import { createPostmortemsRoom } from './postmortems';
import { composeRouter } from './router';
import { SeederRegistry, startSeeding } from './seeding';
import { createSettingsRouter, readSettings } from './settings';

/**
 * Incidents, postmortems and the policy that connects them with the catalog.
 *
 * @public
 */
export const postmortemsPlugin = createBackendPlugin({
  pluginId: 'postmortems',
  register(env) {
    const seeders = new SeederRegistry();
    env.registerExtensionPoint(postmortemsSeedingExtensionPoint, seeders);
    let imageStore: ImageStore | undefined;
    env.registerExtensionPoint(postmortemsImageStoreExtensionPoint, {
      setImageStore(store) {
        if (imageStore) {
          throw new Error('An image store is set already');
        }
        imageStore = store;
      },
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(services) {
        const { auditor, auth, catalog, config, httpAuth, logger } = services;
        const settings = readSettings(config);
        const { scale, templates } = settings;
        const decisionCacheMillis = readDecisionCacheMillis(config);
        const knex = await openDatabase(services.database);
        const http = { httpAuth, auditor };

        const incidentStore = await DatabaseIncidentStore.create({
          knex,
          scale,
        });
        const policy = DefaultPolicyService.create({
          configuration: settings.policy,
          catalog,
          auth,
          counter: incidentStore,
        });
        const access = DefaultAccessService.create({
          auth,
          userInfo: services.userInfo,
          permissions: services.permissions,
          policy,
          visibleEntities: VisibleEntities.create({ knex, catalog, auth }),
          transformers: registerPermissions(services.permissionsRegistry, knex),
          decisionCacheMillis,
        });
        const recorder = DefaultIncidentRecorder.create({
          knex,
          store: incidentStore,
          policy,
          scale,
        });
        const incidents = AuthorizedIncidentService.create({
          knex,
          access,
          catalog,
          store: incidentStore,
          recorder,
        });
        const postmortems = createPostmortemsRoom({
          ...http,
          database: knex,
          access,
          catalog,
          policy,
          templates,
          incidents,
          incidentRecorder: recorder,
          incidentStore,
          imageStore:
            imageStore ?? DatabaseImageStore.create({ database: knex }),
          logger,
        });
        const imports = DefaultImportService.create({
          knex,
          logger,
          catalog,
          access,
          policy,
          recorder,
          severities: scale,
        });
        const idempotency = DatabaseIdempotencyStore.create({ database: knex });

        services.httpRouter.use(
          composeRouter({
            middleware: [
              createIdempotencyMiddleware({
                store: idempotency,
                httpAuth,
                logger,
                assertRepeatable: createRepeatGuard({
                  access,
                  postmortems: postmortems.postmortems,
                }),
              }),
            ],
            rooms: [
              createOpenApiRouter(),
              createSettingsRouter({ settings, httpAuth }),
              createPolicyRouter({ policy, scale, catalog, httpAuth }),
              createIncidentsRouter({ ...http, incidents }),
              ...postmortems.routers,
              createImportsRouter({ ...http, imports }),
            ],
          }),
        );
        // It tells what can be asked, and nothing of what is stored.
        services.httpRouter.addAuthPolicy({
          path: '/openapi.json',
          allow: 'unauthenticated',
        });
        await scheduleIdempotencyPurge({
          scheduler: services.scheduler,
          store: idempotency,
          logger,
        });
        startSeeding({
          registry: seeders,
          lifecycle: services.lifecycle,
          knex,
          logger,
          auth,
          catalog,
          incidents: recorder,
          postmortems: postmortems.recorder,
        });
      },
    });
  },
});
