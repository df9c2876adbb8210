import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import postmortemsPlugin from '../src';
import { postmortemsApiRef } from '../src/api';
import { MemoryPostmortemsApi } from '../src/testing';
import { demoEntities, demoIncidents, demoPolicy } from './records';

// The plugin alone, on the catalog's pages and with a backend in memory.
createDevApp({
  features: [
    catalogPlugin,
    createFrontendModule({
      pluginId: 'catalog',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: catalogApiRef,
              deps: {},
              factory: () =>
                new InMemoryCatalogClient({ entities: demoEntities }),
            }),
        }),
      ],
    }),
    postmortemsPlugin,
    createFrontendModule({
      pluginId: 'postmortems',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: postmortemsApiRef,
              deps: {},
              factory: () =>
                new MemoryPostmortemsApi({
                  incidents: demoIncidents(),
                  policy: demoPolicy(),
                }),
            }),
        }),
      ],
    }),
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'permission',
          params: defineParams =>
            defineParams({
              api: permissionApiRef,
              deps: {},
              factory: () => ({
                authorize: async () => ({ result: AuthorizeResult.ALLOW }),
              }),
            }),
        }),
      ],
    }),
  ],
});
