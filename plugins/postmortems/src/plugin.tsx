import { convertLegacyRouteRefs } from '@backstage/core-compat-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityContextMenuItemBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { PostmortemsClient } from '@hindsight/plugin-postmortems-common';
import { RiFileAddLine, RiFileHistoryLine } from '@remixicon/react';
import { postmortemsApiRef } from './api';
import { isPostmortemsAvailable } from './history/availability';
import { useFileMenuItem } from './history/useFileMenuItem';
import { entityTabRouteRef, rootRouteRef, routeRefs } from './routes';

const postmortemsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: postmortemsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new PostmortemsClient({ discoveryApi, fetchApi }),
    }),
});

const newRouteRefs = convertLegacyRouteRefs({
  root: rootRouteRef,
  entityTab: entityTabRouteRef,
});

const postmortemsPage = PageBlueprint.make({
  params: {
    path: '/postmortems',
    title: 'Postmortems',
    icon: <RiFileHistoryLine />,
    routeRef: newRouteRefs.root,
    loader: () =>
      import('./PostmortemsRouter').then(m => <m.PostmortemsRouter />),
  },
});

const entityContent = EntityContentBlueprint.make({
  params: {
    path: '/postmortems',
    title: 'Postmortems',
    icon: <RiFileHistoryLine />,
    routeRef: newRouteRefs.entityTab,
    filter: isPostmortemsAvailable,
    loader: () => import('./history').then(m => <m.EntityPostmortemsContent />),
  },
});

const entityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: isPostmortemsAvailable,
    loader: () => import('./history').then(m => <m.EntityPostmortemsCard />),
  },
});

const fileMenuItem = EntityContextMenuItemBlueprint.make({
  name: 'file',
  params: {
    icon: <RiFileAddLine />,
    filter: isPostmortemsAvailable,
    useProps: useFileMenuItem,
  },
});

/**
 * Incident history, postmortems and their policy in the portal.
 *
 * @public
 */
export const postmortemsFeature = createFrontendPlugin({
  pluginId: 'postmortems',
  title: 'Postmortems',
  icon: <RiFileHistoryLine />,
  info: { packageJson: () => import('../package.json') },
  routes: convertLegacyRouteRefs(routeRefs),
  extensions: [
    postmortemsApi,
    postmortemsPage,
    entityContent,
    entityCard,
    fileMenuItem,
  ],
});
