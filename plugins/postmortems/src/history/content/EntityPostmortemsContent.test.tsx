import { ResponseError } from '@backstage/errors';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DateTime } from 'luxon';
import {
  affected,
  decision,
  incident,
  MemoryPostmortemsApi,
  policy,
} from '../../testing';
import { entity, renderPart } from '../__testUtils__/renderPart';
import { EntityPostmortemsContent } from './EntityPostmortemsContent';

function daysAgo(days: number, minutes: number = 0): string {
  return DateTime.utc().minus({ days }).plus({ minutes }).toISO();
}

function recent(overrides?: Partial<Incident> & { days?: number }): Incident {
  const { days = 10, ...rest } = overrides ?? {};
  return incident({
    startedAt: daysAgo(days),
    mitigatedAt: daysAgo(days, 38),
    resolvedAt: daysAgo(days, 72),
    postmortemDecision: decision({ dueAt: daysAgo(days - 5) }),
    ...rest,
  });
}

const withPostmortem = recent({
  id: 'b',
  reference: 'INC-203',
  title: 'Prices shown without tax',
  severity: 'SEV2',
  days: 20,
  postmortem: { id: 'p', reference: 'PM-88', status: 'in_review' },
});
const minor = recent({
  id: 'c',
  reference: 'INC-202',
  title: 'Slow search',
  severity: 'SEV4',
  days: 30,
  postmortemDecision: decision({
    required: false,
    reason: 'SEVERITY_BELOW',
    dueAt: undefined,
  }),
});

function rows() {
  return within(screen.getByRole('grid', { name: 'Incidents' }))
    .getAllByRole('row')
    .slice(1);
}

async function address() {
  return screen.getByLabelText('address').textContent ?? '';
}

describe('EntityPostmortemsContent', () => {
  it('shows policy, figures, chart and rows of the incidents', async () => {
    const api = new MemoryPostmortemsApi({
      incidents: [recent(), withPostmortem, minor],
    });
    await renderPart(<EntityPostmortemsContent />, { api });

    expect(
      await screen.findByRole('row', { name: /Checkout returned 502/ }),
    ).toHaveTextContent(/INC-204.*SEV1.*1 h 12 min.*was due.*File/);
    expect(rows()).toHaveLength(3);
    expect(rows()[1]).toHaveTextContent(/PM-88.*In review/);
    expect(rows()[2]).toHaveTextContent('not required');
    expect(screen.getByRole('region', { name: 'Policy' })).toHaveTextContent(
      /required from SEV2 on, reviewed by .* and .*why\?/,
    );
    const figures = screen.getByRole('list', { name: /Figures/ });
    expect(figures).toHaveTextContent(
      '3 incidents1 needs a postmortem2 overduemedian to mitigate 38 min (n 3)',
    );
    expect(
      screen.getByRole('group', { name: /^3 incidents from/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('3 of 3')).toBeInTheDocument();
  });

  it('says what it is loading, in the size of what will come', async () => {
    const api = new MemoryPostmortemsApi();
    const forever = new Promise<never>(() => {});
    jest.spyOn(api, 'getPolicy').mockReturnValue(forever);
    jest.spyOn(api, 'listIncidents').mockReturnValue(forever);
    jest.spyOn(api, 'getIncidentSeries').mockReturnValue(forever);
    await renderPart(<EntityPostmortemsContent />, { api });

    expect(
      screen.getByRole('status', { name: 'Loading the policy' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('status', { name: 'Loading the history' }),
    ).toHaveStyle({ minHeight: '240px' });
    expect(screen.getByText('Loading incidents')).toBeInTheDocument();
  });

  it('leads from a figure to exactly the rows that it counts', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({
      incidents: [
        recent(),
        recent({ id: 'o', reference: 'INC-9', status: 'open' }),
        withPostmortem,
        minor,
      ],
    });
    await renderPart(<EntityPostmortemsContent />, { api });

    await user.click(
      await screen.findByRole('link', { name: '1 needs a postmortem' }),
    );

    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0]).toHaveTextContent('INC-204');
    expect(await address()).toBe('/?postmortem=needed');
  });

  it('reads its filters from the address and asks for the same everywhere', async () => {
    const api = new MemoryPostmortemsApi({ incidents: [recent()] });
    const list = jest.spyOn(api, 'listIncidents');
    const series = jest.spyOn(api, 'getIncidentSeries');
    await renderPart(<EntityPostmortemsContent />, {
      api,
      address:
        '/?severity=SEV1&severity=undetermined&status=resolved&kind=incident&text=checkout&order=severity&range=all&limit=10',
    });
    await screen.findByRole('row', { name: /Checkout/ });

    const filters = {
      entityRef: ['component:default/checkout-api'],
      relation: 'self',
      severity: ['SEV1', 'undetermined'],
      status: ['resolved'],
      kind: ['incident'],
      text: 'checkout',
    };
    expect(series).toHaveBeenLastCalledWith(filters, expect.anything());
    expect(list).toHaveBeenLastCalledWith(
      { ...filters, order: 'severity', limit: 10, cursor: undefined },
      expect.anything(),
    );
    expect(
      screen.getByRole('searchbox', { name: /Search titles/ }),
    ).toHaveValue('checkout');
  });

  it('searches once typing pauses, and finds the way back when nothing matches', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [recent(), minor] });
    const list = jest.spyOn(api, 'listIncidents');
    await renderPart(<EntityPostmortemsContent />, { api });
    await screen.findByRole('row', { name: /Slow search/ });
    list.mockClear();

    await user.type(
      screen.getByRole('searchbox', { name: /Search titles/ }),
      'volcano',
    );

    expect(await screen.findByText('No incident matches')).toBeInTheDocument();
    expect(list).toHaveBeenCalledTimes(1);
    expect(await address()).toBe('/?text=volcano');

    await user.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );

    expect(
      await screen.findByRole('row', { name: /Slow search/ }),
    ).toBeInTheDocument();
    expect(await address()).toBe('/');
  });

  it('turns pages by cursor, keeps them in the address, and starts over when filtered', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({
      incidents: Array.from({ length: 5 }, (_, index) =>
        recent({
          id: `i${index}`,
          reference: `INC-${index}`,
          title: `Incident number ${index}`,
          days: index + 1,
        }),
      ),
    });
    await renderPart(<EntityPostmortemsContent />, {
      api,
      address: '/?limit=2',
    });
    await screen.findByRole('row', { name: /number 0/ });
    expect(
      screen.getByRole('button', { name: 'Previous page' }),
    ).toBeDisabled();

    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('row', { name: /number 2/ });
    expect(await address()).toBe('/?limit=2&cursor=2');
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('row', { name: /number 4/ });
    expect(screen.getByText('1 of 5')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();

    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    await screen.findByRole('row', { name: /number 2/ });
    await user.click(screen.getByRole('link', { name: /need a postmortem/ }));
    await screen.findByRole('row', { name: /number 0/ });
    expect(await address()).not.toContain('cursor');
  });

  it('keeps the old rows while new ones are on their way', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [recent(), minor] });
    await renderPart(<EntityPostmortemsContent />, { api });
    await screen.findByRole('row', { name: /Slow search/ });
    jest.spyOn(api, 'listIncidents').mockReturnValue(new Promise(() => {}));

    await user.click(await screen.findByRole('link', { name: /1 needs/ }));

    expect(screen.getByRole('row', { name: /Slow search/ })).toBeVisible();
  });

  it('greets a service without any incident kindly', async () => {
    const api = new MemoryPostmortemsApi();
    await renderPart(<EntityPostmortemsContent />, { api });

    expect(await screen.findByText('No incident on record')).toBeVisible();
    expect(screen.getByText('postmortems/source-aliases')).toBeVisible();
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
    for (const link of screen.getAllByRole('link', {
      name: 'File a postmortem',
    })) {
      expect(link).toHaveAttribute(
        'href',
        '/postmortems/file?entityRef=component%3Adefault%2Fcheckout-api',
      );
    }
  });

  it('tells a quiet year from a history without incidents', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({
      incidents: [recent({ days: 500 })],
    });
    await renderPart(<EntityPostmortemsContent />, { api });

    await user.click(
      await screen.findByRole('link', { name: 'Show all of them' }),
    );

    expect(
      await screen.findByRole('row', { name: /Checkout/ }),
    ).toBeInTheDocument();
    expect(await address()).toBe('/?range=all');
  });

  it('says what broke and tries again', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [recent()] });
    jest
      .spyOn(api, 'listIncidents')
      .mockRejectedValueOnce(new Error('the database has gone'));
    await renderPart(<EntityPostmortemsContent />, { api });

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the database has gone',
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(
      await screen.findByRole('row', { name: /Checkout/ }),
    ).toBeInTheDocument();
  });

  it('leads back from an address that the backend refuses', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [recent()] });
    jest.spyOn(api, 'listIncidents').mockRejectedValueOnce(
      await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: { name: 'InputError', message: 'cursor: is none' },
            response: { statusCode: 400 },
          }),
          { status: 400, headers: { 'content-type': 'application/json' } },
        ),
      ),
    );
    await renderPart(<EntityPostmortemsContent />, {
      api,
      address: '/?range=24m&cursor=old&text=Checkout',
    });

    expect(await screen.findByText('cursor: is none')).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Show it from the beginning' }),
    );

    expect(
      await screen.findByRole('row', { name: /Checkout/ }),
    ).toBeInTheDocument();
    expect(await address()).toBe('/?range=24m');
  });

  it('names the permission that is missing', async () => {
    const api = new MemoryPostmortemsApi();
    const denied = await ResponseError.fromResponse(
      new Response(
        JSON.stringify({
          error: { name: 'NotAllowedError', message: 'Unauthorized' },
          response: { statusCode: 403 },
        }),
        { status: 403, headers: { 'content-type': 'application/json' } },
      ) as unknown as Parameters<typeof ResponseError.fromResponse>[0],
    );
    jest.spyOn(api, 'listIncidents').mockRejectedValue(denied);
    jest.spyOn(api, 'getIncidentSeries').mockRejectedValue(denied);
    await renderPart(<EntityPostmortemsContent />, { api });

    expect(
      await screen.findByText('You may not see incidents here'),
    ).toBeVisible();
    expect(screen.getByText(/postmortems\.incident\.read/)).toBeVisible();
  });

  it('shows the parts of a system, or the system alone', async () => {
    const user = userEvent.setup();
    const ofPart = recent({
      affected: [affected('component:default/web-shop')],
    });
    const ofItself = recent({
      id: 's',
      reference: 'INC-7',
      title: 'The whole system',
      affected: [affected('system:default/checkout')],
    });
    const api = new MemoryPostmortemsApi({ incidents: [ofPart, ofItself] });
    await renderPart(<EntityPostmortemsContent />, {
      api,
      entity: entity('System', 'checkout'),
    });

    expect(
      await screen.findByRole('row', { name: /Checkout returned/ }),
    ).toHaveTextContent('web-shop');
    expect(rows()).toHaveLength(2);
    await user.click(screen.getByRole('radio', { name: 'This only' }));

    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0]).toHaveTextContent('The whole system');
    expect(await address()).toBe('/?relation=self');
  });

  it('marks data that somebody should settle, and counts no duration', async () => {
    const api = new MemoryPostmortemsApi({
      incidents: [
        recent({
          flags: [
            {
              code: 'TIMES_OUT_OF_ORDER',
              field: 'mitigatedAt',
              message: 'the mitigation must not be before the detection',
            },
          ],
        }),
      ],
      policy: policy(),
    });
    await renderPart(<EntityPostmortemsContent />, { api });

    const row = await screen.findByRole('row', { name: /Checkout/ });
    expect(row).toHaveTextContent('not known');
    expect(
      within(row).getByRole('button', {
        name: /the mitigation must not be before the detection/,
      }),
    ).toBeInTheDocument();
  });
});
