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
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Settings } from 'luxon';
import { Route, Routes, useLocation, useParams } from 'react-router-dom';
import { postmortemsApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { incident, MemoryPostmortemsApi, policy } from '../testing';
import { FilingPage } from '.';

const SERVICE = 'component:default/checkout-api';
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
      { type: 'ownedBy', targetRef: 'group:default/team-payments' },
    ],
  }),
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

function answer(status: number, message: string): Promise<ResponseError> {
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

class FilingApi extends MemoryPostmortemsApi {
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

async function open(options: {
  api: FilingApi;
  address?: string;
  storage?: StorageApi;
  allowed?: boolean;
}) {
  const { api, address = `?entityRef=${SERVICE}`, allowed = true } = options;
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
            authorize: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
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

const field = (name: RegExp | string) => screen.getByRole('textbox', { name });
const press = (name: RegExp | string) =>
  userEvent.click(screen.getByRole('button', { name }));

async function describeIncident() {
  await userEvent.type(
    await screen.findByRole('textbox', { name: 'Title' }),
    'Checkout returned 502',
  );
  await userEvent.click(screen.getByRole('radio', { name: /^SEV1/ }));
  await userEvent.type(field('Started'), '14:02');
  await userEvent.type(field('Detected'), '14:06');
  await userEvent.type(field('Mitigated'), '14:40');
  await userEvent.type(field('Resolved'), '15:14');
  await userEvent.tab();
}

async function goToLastStep() {
  await press('Next: What it touched');
  await press(
    await screen
      .findByText(/Next: What follows/)
      .then(() => 'Next: What follows'),
  );
  await screen.findByRole('button', { name: 'File the postmortem' });
}

beforeEach(() => {
  Settings.now = () => Date.parse(NOW);
  Settings.defaultZone = 'Europe/Berlin';
  window.localStorage.clear();
});
afterEach(() => {
  Settings.now = () => Date.now();
  Settings.defaultZone = 'system';
});

describe('FilingPage', () => {
  it('files a new incident in three steps and ends on the document', async () => {
    const api = new FilingApi();
    await open({ api });
    await describeIncident();
    expect(field('Started')).toHaveValue('2026-11-03 14:02');
    expect(
      screen.getByText(
        'detected after 4 min · mitigated after 38 min · resolved after 1 h 12 min',
      ),
    ).toBeInTheDocument();
    await press('Next: What it touched');
  });
});
