/** What the tests of this folder open the page with. */
import type { Entity } from '@backstage/catalog-model';
import {
  identityApiRef,
  storageApiRef,
  type StorageApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import type {
  Incident,
  Postmortem,
  PostmortemInput,
} from '@hindsight/plugin-postmortems-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Settings } from 'luxon';
import { Route, Routes, useLocation, useParams } from 'react-router-dom';
import { postmortemsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { MemoryPostmortemsApi, policy } from '../../testing';
import { FilingPage } from '..';

export const SERVICE = 'component:default/checkout-api';
const NOW = '2026-11-03T16:30:00.000Z';

function entity(ref: string, more?: Partial<Entity>): Entity {
  const [, kind, name] = /^(\w+):default\/(.+)$/.exec(ref)!;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default' },
    ...more,
  };
}

const entities = [
  entity(SERVICE, {
    relations: [
      { type: 'dependencyOf', targetRef: 'component:default/web-shop' },
      { type: 'dependsOn', targetRef: 'resource:default/orders-db' },
      { type: 'dependsOn', targetRef: 'resource:default/gone' },
      { type: 'providesApi', targetRef: 'api:default/checkout' },
      { type: 'ownedBy', targetRef: 'group:default/team-payments' },
    ],
  }),
  entity('api:default/checkout', {
    relations: [
      { type: 'apiConsumedBy', targetRef: 'component:default/kiosk' },
      { type: 'apiProvidedBy', targetRef: SERVICE },
    ],
  }),
  entity('component:default/kiosk'),
  entity('component:default/web-shop'),
  entity('component:default/mailer'),
  entity('resource:default/orders-db'),
  entity('group:default/team-payments'),
  entity('group:default/sre'),
  entity('group:default/legal'),
  entity('user:default/amelia'),
];

const required = policy({
  required: {
    value: true,
    reason: 'SEVERITY_REACHED',
    because: 'Domain Payments asks for one from SEV2.',
    sources: policy().severityThreshold.sources,
  },
  dueAt: '2026-11-27T15:14:00.000Z',
});

export function answer(
  status: number,
  message: string,
): Promise<ResponseError> {
  const body = {
    error: { name: 'Error', message },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
}

export class FilingApi extends MemoryPostmortemsApi {
  constructor(incidents: Incident[] = []) {
    super({ incidents, policy: required });
  }
  getPolicy = jest.fn(async () => required);
  updateIncident = jest.fn();
  createPostmortem = jest.fn(
    async (
      _input: PostmortemInput,
      _options?: { idempotencyKey?: string },
    ): Promise<Postmortem> => ({ reference: 'PM-12' } as Postmortem),
  );
}

function Document() {
  return <h2>Document {useParams().reference}</h2>;
}

function Address() {
  const { search } = useLocation();
  return <output aria-label="Address">{search}</output>;
}

export async function open(options: {
  api: FilingApi;
  address?: string;
  storage?: StorageApi;
  /** The permissions that the person does not have. */
  denied?: string[];
}) {
  const { api, address = `?entityRef=${SERVICE}`, denied = [] } = options;
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [postmortemsApiRef, api],
        [catalogApiRef, catalogApiMock({ entities })],
        [storageApiRef, options.storage ?? mockApis.storage()],
        [
          identityApiRef,
          mockApis.identity({ userEntityRef: 'user:default/amelia' }),
        ],
        [
          permissionApiRef,
          mockApis.permission({
            authorize: ({ permission }) =>
              denied.includes(permission.name)
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          }),
        ],
      ]}
    >
      <Address />
      <Routes>
        <Route path="/postmortems/file" element={<FilingPage />} />
        <Route
          path="/postmortems/documents/:reference"
          element={<Document />}
        />
      </Routes>
    </TestApiProvider>,
    {
      mountedRoutes: { '/postmortems': rootRouteRef },
      routeEntries: [`/postmortems/file${address}`],
    },
  );
}

export const field = (name: RegExp | string) =>
  screen.getByRole('textbox', { name });
export const press = (name: RegExp | string) =>
  userEvent.click(screen.getByRole('button', { name }));

/** What a person types into a field in place of what is there. */
export async function fill(input: HTMLElement, text: string) {
  await userEvent.clear(input);
  await userEvent.click(input);
  await userEvent.paste(text);
}

export async function describeIncident() {
  await fill(
    await screen.findByRole('textbox', { name: 'Title' }),
    'Checkout returned 502',
  );
  await userEvent.click(screen.getByRole('radio', { name: /^SEV1/ }));
  await fill(field('Started'), '14:02');
  await fill(field('Detected'), '14:06');
  await fill(field('Mitigated'), '14:40');
  await fill(field('Resolved'), '15:14');
  await userEvent.tab();
}

export async function goToLastStep() {
  await press('Next: What it touched');
  await screen.findByRole('button', { name: 'Next: What follows' });
  await press('Next: What follows');
  await screen.findByRole('button', { name: 'File the postmortem' });
}

/** A fixed night and zone, and a browser that keeps nothing from the test before. */
export function inFixedNight() {
  beforeEach(() => {
    Settings.now = () => Date.parse(NOW);
    Settings.defaultZone = 'Europe/Berlin';
    window.localStorage.clear();
  });
  afterEach(() => {
    Settings.now = () => Date.now();
    Settings.defaultZone = 'system';
  });
}
