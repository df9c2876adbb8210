import { mockApis } from '@backstage/test-utils';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { incident } from '../testing';
import {
  answer,
  describeIncident,
  field,
  fill,
  FilingApi,
  goToLastStep,
  open,
  press,
  SERVICE,
  inFixedNight,
} from './__testUtils__/openFiling';

inFixedNight();

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
    expect(
      await screen.findByRole('heading', { name: 'What it touched', level: 3 }),
    ).toHaveFocus();
    expect(screen.getByLabelText('Address')).toHaveTextContent('step=2');
    expect(screen.getByRole('radio', { name: 'Affected' })).toBeChecked();
    // What is not in the catalog any more is not proposed.
    await press('Add orders-db');
    // It consumes an API of the service, and so depends on it.
    expect(
      screen.getByRole('button', { name: 'Add kiosk' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/gone/)).not.toBeInTheDocument();
    const database = screen.getByRole('radiogroup', {
      name: 'How orders-db was touched',
    });
    expect(
      within(database).getByRole('radio', { name: 'Cause' }),
    ).toBeChecked();
    await userEvent.type(
      screen.getByRole('combobox', { name: 'Search the catalog' }),
      'mail',
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'mailer' }),
    );
    await press('Remove mailer');
    await userEvent.type(
      screen.getByRole('combobox', { name: 'Search the catalog' }),
      'shop',
    );
    await screen.findByRole('option', { name: 'web-shop' });
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await press('Add Incident commander');
    await userEvent.type(
      screen.getByRole('combobox', { name: /^Incident commander/ }),
      'ame',
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'amelia' }),
    );

    await press('Next: What follows');
    const sentences = (await screen.findByText(/^Required, because/)).closest(
      'p',
    )!;
    expect(sentences).toHaveTextContent(
      'Required, because Domain payments asks for one from SEV2. Due Friday, November 27. team-payments owns it; team-payments and sre review it. 1 approval is needed.',
    );
    expect(api.getPolicy).toHaveBeenLastCalledWith(
      {
        entityRefs: [
          SERVICE,
          'resource:default/orders-db',
          'component:default/web-shop',
        ],
        cause: ['resource:default/orders-db'],
        severity: 'SEV1',
        kind: 'incident',
        startedAt: '2026-11-03T13:02:00.000Z',
        resolvedAt: '2026-11-03T14:14:00.000Z',
      },
      expect.anything(),
    );
    // Each reason is one tab stop away.
    await userEvent.tab();
    expect(
      within(sentences).getByRole('button', { name: 'Domain payments' }),
    ).toHaveFocus();
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      'Domain payments says so for checkout-api (postmortems/severity-threshold)',
    );
    await userEvent.type(
      screen.getByRole('combobox', { name: 'Add a reviewer' }),
      'legal',
    );
    await userEvent.click(await screen.findByRole('option', { name: 'legal' }));

    await press('File the postmortem');
    expect(await screen.findByText('Document PM-12')).toBeInTheDocument();
    expect(api.createPostmortem).toHaveBeenCalledTimes(1);
    const [input, callOptions] = api.createPostmortem.mock.calls[0];
    expect(callOptions?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(input).toEqual({
      additionalReviewers: ['group:default/legal'],
      incident: expect.objectContaining({
        title: 'Checkout returned 502',
        severity: 'SEV1',
        startedAt: '2026-11-03T13:02:00.000Z',
        detectedAt: '2026-11-03T13:06:00.000Z',
        mitigatedAt: '2026-11-03T13:40:00.000Z',
        resolvedAt: '2026-11-03T14:14:00.000Z',
        affected: [
          { entityRef: SERVICE, role: 'affected' },
          { entityRef: 'resource:default/orders-db', role: 'cause' },
          { entityRef: 'component:default/web-shop', role: 'affected' },
        ],
        roles: [
          { role: 'incident-commander', entityRef: 'user:default/amelia' },
        ],
      }),
    });
  }, 60_000);

  it('explains at the field what is wrong and takes the focus there', async () => {
    const api = new FilingApi();
    await open({ api, address: '' });
    await press(/^Next/);
    expect(field('Title')).toHaveFocus();
    expect(field('Title')).toHaveAccessibleDescription(
      /Give it a title, so that others find it/,
    );
    await describeIncident();
    await fill(field('Detected'), '13:58');
    await userEvent.tab();
    await waitFor(() =>
      expect(field('Detected')).toHaveAccessibleDescription(
        'Detected must not be before started (14:02).',
      ),
    );
    await fill(field('Detected'), '4 Nov 09:00');
    await userEvent.tab();
    await waitFor(() =>
      expect(field('Detected')).toHaveAccessibleDescription(/in the future/),
    );
    await userEvent.clear(field('Detected'));
    await userEvent.clear(field('Resolved'));
    await press(/^Next/);
    await waitFor(() => expect(field('Resolved')).toHaveFocus());
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Still going on' }),
    );
    await press(/^Next/);
    // Opened from nowhere, there is no service yet.
    await screen.findByRole('button', { name: 'Next: What follows' });
    await press('Next: What follows');
    const search = screen.getByRole('combobox', { name: 'Search the catalog' });
    await waitFor(() => expect(search).toHaveFocus());
    expect(search).toHaveAccessibleDescription(/Add at least one thing/);
  }, 60_000);

  it('reads times in another zone, and asks which of two equal times is meant', async () => {
    await open({ api: new FilingApi() });
    await screen.findByRole('textbox', { name: 'Started' });
    await press(/Time zone of what you type/);
    await userEvent.type(await screen.findByRole('searchbox'), 'new york');
    await userEvent.click(
      await screen.findByRole('option', { name: /America\/New_York/ }),
    );
    await fill(field('Started'), '09:02');
    await userEvent.tab();
    expect(
      screen.getByText(/9:02 EST|09:02 EST|09:02 GMT-5/),
    ).toHaveTextContent(/15:02 .*your time/);

    await fill(field('Started'), '2026-11-01 01:30');
    await userEvent.tab();
    await press('The second (UTC-05:00)');
    expect(field('Started')).toHaveValue('2026-11-01 01:30 -05:00');
    expect(
      screen.getByRole('button', { name: 'The second (UTC-05:00)' }),
    ).toHaveAttribute('aria-pressed', 'true');
  }, 60_000);

  it('restores what was typed after a reload, and discards it with a way back', async () => {
    const storage = mockApis.storage();
    const api = new FilingApi();
    await open({ api, storage });
    await describeIncident();
    await press(/^Next/);
    await screen.findByRole('heading', { name: 'What it touched', level: 3 });
    cleanup();

    await open({ api, storage, address: `?entityRef=${SERVICE}&step=2` });
    expect(
      await screen.findByText(/^Restored what you typed/),
    ).toBeInTheDocument();
    await press('Back');
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      'Checkout returned 502',
    );
    expect(field('Started')).toHaveValue('2026-11-03 14:02');
    await press('Discard it');
    expect(field('Title')).toHaveValue('');
    await press('Undo');
    expect(field('Title')).toHaveValue('Checkout returned 502');
    cleanup();

    // Another service is another draft.
    await open({
      api,
      storage,
      address: '?entityRef=component:default/mailer',
    });
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      '',
    );
  }, 60_000);

  it('keeps everything when filing fails, and tries again under the same key', async () => {
    const storage = mockApis.storage();
    const api = new FilingApi();
    api.createPostmortem.mockRejectedValueOnce(
      new TypeError('Failed to fetch'),
    );
    await open({ api, storage });
    await describeIncident();
    await goToLastStep();
    await press('File the postmortem');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('It was not filed');
    expect(alert).toHaveTextContent(/could not be reached.*Nothing is lost/);
    cleanup();

    await open({ api, storage, address: `?entityRef=${SERVICE}&step=3` });
    await screen.findByText(/^Restored what you typed/);
    api.createPostmortem.mockRejectedValueOnce(
      await answer(503, 'The database is away'),
    );
    await press('File the postmortem');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is away.',
    );
    await press('Try again');
    expect(await screen.findByText('Document PM-12')).toBeInTheDocument();
    const keys = api.createPostmortem.mock.calls.map(
      ([, callOptions]) => callOptions?.idempotencyKey,
    );
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    cleanup();

    await open({ api, storage });
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      '',
    );
    expect(screen.queryByText(/^Restored/)).not.toBeInTheDocument();
  }, 60_000);

  it('shows what the server refused at the field that it names', async () => {
    const api = new FilingApi();
    api.createPostmortem.mockRejectedValueOnce(
      await answer(
        400,
        'Invalid body: incident.title: names a customer; incident.affected[0].entityRef: is not in the catalog',
      ),
    );
    await open({ api });
    await describeIncident();
    await goToLastStep();
    await press('File the postmortem');
    await waitFor(() => expect(field('Title')).toHaveFocus());
    expect(field('Title')).toHaveAccessibleDescription(/names a customer/);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  }, 60_000);

  it('files for a recorded incident and saves what was corrected', async () => {
    const waiting = incident({ severity: undefined });
    const covered = incident({
      id: 'covered',
      reference: 'INC-7',
      title: 'Checkout was slow',
      postmortem: { id: 'p', reference: 'PM-3', status: 'published' },
    });
    const api = new FilingApi([waiting, covered]);
    api.updateIncident.mockResolvedValue({
      ...waiting,
      severity: 'SEV1',
      etag: 'e2',
    });
    await open({ api });
    expect(screen.queryByText(/INC-7/)).not.toBeInTheDocument();
    await userEvent.type(
      await screen.findByRole('searchbox', {
        name: 'Search recorded incidents',
      }),
      'checkout',
    );
    expect(
      await screen.findByRole('link', { name: 'PM-3 covers it' }),
    ).toHaveAttribute('href', '/postmortems/documents/PM-3');
    await press(/INC-204/);
    expect(field('Title')).toHaveValue(waiting.title);
    expect(field('Resolved')).toHaveValue('2026-11-03 16:14');
    await userEvent.click(screen.getByRole('radio', { name: /^SEV1/ }));
    await goToLastStep();
    await press('File the postmortem');
    expect(await screen.findByText('Document PM-12')).toBeInTheDocument();
    expect(api.updateIncident).toHaveBeenCalledWith(
      waiting.id,
      { severity: 'SEV1' },
      'e1',
    );
    expect(api.createPostmortem).toHaveBeenCalledWith(
      { incidentId: waiting.id },
      expect.anything(),
    );
  }, 60_000);

  it('opens filled in from the incident in the address, unless it is covered', async () => {
    const covered = incident({
      postmortem: { id: 'p', reference: 'PM-3', status: 'draft' },
    });
    await open({
      api: new FilingApi([covered]),
      address: '?incident=INC-204',
    });
    expect(
      await screen.findByRole('link', { name: 'Open PM-3' }),
    ).toHaveAttribute('href', '/postmortems/documents/PM-3');
    cleanup();

    await open({
      api: new FilingApi([incident()]),
      address: '?incident=INC-204',
    });
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      incident().title,
    );
    expect(screen.getByText(/^INC-204 is filled in below/)).toBeInTheDocument();
  }, 30_000);
});
