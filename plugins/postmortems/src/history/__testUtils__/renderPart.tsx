import type { Entity } from '@backstage/catalog-model';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PostmortemsApi } from '@hindsight/plugin-postmortems-common';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { postmortemsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';

/** An entity whose page is looked at. */
export function entity(kind = 'Component', name = 'checkout-api'): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', name },
    spec: {},
  };
}

/** Shows a part of the page within a portal, and the address beside it. */
export async function renderPart(
  part: ReactNode,
  options: {
    api: Partial<PostmortemsApi>;
    entity?: Entity;
    address?: string;
    mayFile?: boolean;
  },
) {
  const { api, address = '/', mayFile = true } = options;
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [postmortemsApiRef, api as PostmortemsApi],
        [
          permissionApiRef,
          mockApis.permission({
            authorize: mayFile ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
          }),
        ],
      ]}
    >
      <EntityProvider entity={options.entity ?? entity()}>
        {part}
      </EntityProvider>
      <Address />
    </TestApiProvider>,
    {
      routeEntries: [address],
      mountedRoutes: {
        '/postmortems': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="address">{`${pathname}${search}`}</output>;
}
