import { screen } from '@testing-library/react';
import { incident } from '../testing';
import {
  field,
  FilingApi,
  open,
  press,
  inFixedNight,
} from './__testUtils__/openFiling';

inFixedNight();

// Decisions are remembered for some seconds, so these stand apart from tests that may file.
describe('FilingPage without permission', () => {
  it('files for recorded incidents where new ones may not be recorded', async () => {
    await open({
      api: new FilingApi([incident()]),
      denied: ['postmortems.incident.create'],
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
    expect(field('Title')).toHaveValue(incident().title);
    expect(screen.getByRole('button', { name: /^Next/ })).toBeEnabled();
  });
});
