import { screen, within } from '@testing-library/react';
import { DateTime } from 'luxon';
import { incident, MemoryPostmortemsApi } from '../../testing';
import { renderPart } from '../__testUtils__/renderPart';
import { EntityPostmortemsCard } from './EntityPostmortemsCard';

describe('EntityPostmortemsCard', () => {
  it('shows the policy in short, counts that lead to their rows, and the latest five', async () => {
    const api = new MemoryPostmortemsApi({
      incidents: Array.from({ length: 7 }, (_, index) =>
        incident({
          id: `i${index}`,
          reference: `INC-${index}`,
          title: `Incident number ${index}`,
          startedAt: DateTime.utc()
            .minus({ days: index + 1 })
            .toISO(),
        }),
      ),
    });
    await renderPart(<EntityPostmortemsCard />, { api });

    const latest = await screen.findByRole('list', {
      name: 'Latest incidents',
    });
    expect(within(latest).getAllByRole('listitem')).toHaveLength(5);
    expect(
      within(latest).getByRole('link', { name: 'Incident number 0' }),
    ).toHaveAttribute('href', '/postmortems/incidents/INC-0');
    expect(screen.getByText(/required from/)).toHaveTextContent(
      'Postmortem required from SEV2 on',
    );
    expect(
      screen.getByRole('link', { name: '7 need a postmortem' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/postmortems?postmortem=needed',
    );
    expect(screen.getByRole('link', { name: 'All incidents' })).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/postmortems',
    );
  });

  it('is calm where nothing happened', async () => {
    await renderPart(<EntityPostmortemsCard />, {
      api: new MemoryPostmortemsApi(),
    });

    expect(
      await screen.findByText('No incident in the last 12 months.'),
    ).toBeVisible();
  });
});
