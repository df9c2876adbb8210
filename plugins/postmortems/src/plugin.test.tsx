import type { Entity } from '@backstage/catalog-model';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import plugin, {
  EntityPostmortemsCard,
  EntityPostmortemsContent,
  isPostmortemsAvailable,
  postmortemsApiRef,
  PostmortemsPage,
} from '.';
import { rootRouteRef } from './routes';
import { incident, MemoryPostmortemsApi } from './testing';

function entity(kind: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', name: 'checkout-api' },
    spec: {},
  };
}

const apis = [
  [postmortemsApiRef, new MemoryPostmortemsApi({ incidents: [incident()] })],
  [permissionApiRef, mockApis.permission({ authorize: AuthorizeResult.ALLOW })],
] as const;

describe('the plugin in the new frontend system', () => {
  it('has its page at /postmortems', async () => {
    renderTestApp({
      features: [plugin],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name':
          convertLegacyRouteRef(entityRouteRef),
      },
      initialRouteEntries: ['/postmortems'],
      apis,
    });

    expect(
      await screen.findByRole('heading', { name: 'Library' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('row', { name: /Checkout returned/ }),
    ).toBeInTheDocument();
  });

  it('says so where there is no such page', async () => {
    renderTestApp({
      features: [plugin],
      initialRouteEntries: ['/postmortems/nowhere'],
      apis,
    });

    expect(
      await screen.findByText(/There is no such page/),
    ).toBeInTheDocument();
  });

  it('puts the history on the page of an entity', async () => {
    renderTestApp({
      extensions: [
        createTestEntityPage({ entity: entity('Component') }),
        plugin.getExtension('entity-content:postmortems'),
      ],
      features: [plugin],
      apis,
    });

    expect(
      await screen.findByRole('region', { name: 'Policy' }),
    ).toBeInTheDocument();
  });
});

describe('the plugin in the legacy frontend system', () => {
  const mountedRoutes = {
    '/catalog/:namespace/:kind/:name': entityRouteRef,
  };

  it('has the same page under a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <Routes>
          <Route path="/postmortems/*" element={<PostmortemsPage />} />
        </Routes>
      </TestApiProvider>,
      { routeEntries: ['/postmortems'], mountedRoutes },
    );

    expect(
      await screen.findByRole('heading', { name: 'Library' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'Postmortems' }),
    ).toBeInTheDocument();
  });

  it('has the same tab and card', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <EntityProvider entity={entity('Component')}>
          <EntityPostmortemsCard />
          <Routes>
            <Route path="/tab" element={<EntityPostmortemsContent />} />
          </Routes>
        </EntityProvider>
      </TestApiProvider>,
      {
        routeEntries: ['/tab'],
        mountedRoutes: { ...mountedRoutes, '/postmortems': rootRouteRef },
      },
    );

    expect(
      await screen.findByRole('list', { name: 'Latest incidents' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('region', { name: 'Policy' }),
    ).toBeInTheDocument();
  });

  it.each([
    ['Component', true],
    ['API', true],
    ['Resource', true],
    ['System', true],
    ['Domain', true],
    ['Group', true],
    ['User', false],
    ['Location', false],
  ])('is there for a %s: %s', (kind, expected) => {
    expect(isPostmortemsAvailable(entity(kind))).toBe(expected);
  });
});
