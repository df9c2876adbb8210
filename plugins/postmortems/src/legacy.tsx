import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import type { JSX } from 'react';
import { PostmortemsClient } from '@hindsight/plugin-postmortems-common';
import { postmortemsApiRef } from './api';
import { entityTabRouteRef, rootRouteRef, routeRefs } from './routes';

/**
 * The plugin for a portal on the legacy frontend system.
 *
 * @public
 */
export const postmortemsPlugin = createPlugin({
  id: 'postmortems',
  apis: [
    createApiFactory({
      api: postmortemsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new PostmortemsClient({ discoveryApi, fetchApi }),
    }),
  ],
  routes: routeRefs,
});

/**
 * The page for `<Route path="/postmortems" element={<PostmortemsPage />} />`.
 *
 * @public
 */
export const PostmortemsPage: () => JSX.Element = postmortemsPlugin.provide(
  createRoutableExtension({
    name: 'PostmortemsPage',
    component: () =>
      import('./PostmortemsPageWithHeader').then(
        m => m.PostmortemsPageWithHeader,
      ),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The tab for `<EntityLayout.Route path="/postmortems" title="Postmortems">`.
 *
 * @public
 */
export const EntityPostmortemsContent: () => JSX.Element =
  postmortemsPlugin.provide(
    createRoutableExtension({
      name: 'EntityPostmortemsContent',
      component: () =>
        import('./history').then(m => m.EntityPostmortemsContent),
      mountPoint: entityTabRouteRef,
    }),
  );

/**
 * The card for an entity's overview.
 *
 * @public
 */
export const EntityPostmortemsCard: () => JSX.Element =
  postmortemsPlugin.provide(
    createComponentExtension({
      name: 'EntityPostmortemsCard',
      component: {
        lazy: () => import('./history').then(m => m.EntityPostmortemsCard),
      },
    }),
  );
