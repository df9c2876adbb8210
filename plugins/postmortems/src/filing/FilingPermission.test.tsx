import { screen } from '@testing-library/react';
import { incident } from '../testing';
import {
  field,
  FilingApi,
  goToLastStep,
  open,
  press,
  inFixedNight,
} from './__testUtils__/openFiling';

inFixedNight();

// Decisions are remembered for some seconds, so these stand apart from tests that may file.
describe('FilingPage without permission', () => {
  it('files for recorded incidents where new ones may not be recorded', async () => {
    // Nobody may repair what is out of order or missing, either.
    const api = new FilingApi([
      incident({
        detectedAt: '2026-11-03T13:00:00.000Z',
        title: 'Checkout',
      }),
    ]);
    await open({
      api,
      denied: ['postmortems.incident.create', 'postmortems.incident.update'],
    });
    expect(
      await screen.findByText(
        /needs the permission postmortems.incident.create/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('textbox', { name: 'Title' }),
    ).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^Next/ })).toBeDisabled();
    await screen.findByText(/INC-204/);
    await press(/INC-204/);
    expect(field('Title')).toHaveValue('Checkout');
    // Nor may this person change what is recorded: it is shown, and filed for as it is.
    expect(await screen.findByText(/not change its facts/)).toBeInTheDocument();
    expect(field('Title')).toBeDisabled();
    await goToLastStep();
    await press('File the postmortem');
    expect(await screen.findByText('Document PM-12')).toBeInTheDocument();
    expect(api.updateIncident).not.toHaveBeenCalled();
  });
});
