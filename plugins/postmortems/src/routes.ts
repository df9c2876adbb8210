import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** `/postmortems`: the library of all incidents and postmortems. @public */
export const rootRouteRef = createRouteRef({ id: 'postmortems' });

/** Filing a postmortem; takes `?entityRef=` and `?incident=`. */
export const filingRouteRef = createSubRouteRef({
  id: 'postmortems-file',
  parent: rootRouteRef,
  path: '/file',
});

/** An incident by its reference, such as `INC-12`. */
export const incidentRouteRef = createSubRouteRef({
  id: 'postmortems-incident',
  parent: rootRouteRef,
  path: '/incidents/:reference',
});

/** A postmortem by its reference, such as `PM-12`. */
export const documentRouteRef = createSubRouteRef({
  id: 'postmortems-document',
  parent: rootRouteRef,
  path: '/documents/:reference',
});

/** The Postmortems tab of a catalog entity's page. @public */
export const entityTabRouteRef = createRouteRef({ id: 'postmortems-entity' });

/** All routes, under the names that adopters bind to. */
export const routeRefs = {
  root: rootRouteRef,
  file: filingRouteRef,
  incident: incidentRouteRef,
  document: documentRouteRef,
  entityTab: entityTabRouteRef,
};
