import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPart } from '../history/__testUtils__/renderPart';
import { affected, incident, MemoryPostmortemsApi } from '../testing';
import { LibraryPage } from './LibraryPage';

const checkout = incident();
const shop = incident({
  id: 'shop',
  reference: 'INC-7',
  title: 'Basket lost its items',
  startedAt: '2019-01-01T00:00:00.000Z',
  resolvedAt: '2019-01-01T01:00:00.000Z',
  affected: [affected('component:default/web-shop')],
});

function rows() {
  return within(screen.getByRole('grid', { name: 'Incidents' }))
    .getAllByRole('row')
    .slice(1);
}

describe('LibraryPage', () => {
  it('lists everything of all time with what it touched and how many there are', async () => {
    const api = new MemoryPostmortemsApi({ incidents: [checkout, shop] });
    await renderPart(<LibraryPage />, { api });

    expect(
      await screen.findByRole('row', { name: /Basket lost its items/ }),
    ).toHaveTextContent('web-shop');
    expect(rows()).toHaveLength(2);
    expect(screen.getByText('2 of 2')).toBeInTheDocument();
  });

  it('shows one entity where the address names it, and lets go of it', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [checkout, shop] });
    await renderPart(<LibraryPage />, {
      api,
      address: '/?entityRef=component:default/web-shop',
    });
    await screen.findByRole('row', { name: /Basket/ });
    expect(rows()).toHaveLength(1);

    await user.click(screen.getByRole('button', { name: 'Show all services' }));

    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(screen.getByLabelText('address')).toHaveTextContent(/^\/$/);
  });

  it('says how to begin where there is nothing yet', async () => {
    await renderPart(<LibraryPage />, { api: new MemoryPostmortemsApi() });

    expect(await screen.findByText('No incident on record')).toBeVisible();
    expect(
      screen.getAllByRole('link', { name: 'File a postmortem' }),
    ).not.toHaveLength(0);
  });

  it('clears filters that match nothing', async () => {
    const user = userEvent.setup();
    const api = new MemoryPostmortemsApi({ incidents: [checkout] });
    await renderPart(<LibraryPage />, { api, address: '/?severity=SEV4' });

    expect(await screen.findByText('No incident matches')).toBeVisible();
    await user.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );

    expect(
      await screen.findByRole('row', { name: /Checkout/ }),
    ).toBeInTheDocument();
  });
});
