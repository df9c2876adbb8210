import { screen } from '@testing-library/react';
import { FilingApi, open, inFixedNight } from './__testUtils__/openFiling';

inFixedNight();

it('says what is missing where somebody may not file', async () => {
  await open({
    api: new FilingApi(),
    denied: ['postmortems.postmortem.create'],
  });
  expect(
    await screen.findByText('You may not file postmortems'),
  ).toBeInTheDocument();
  expect(
    screen.getByText(/needs the permission postmortems.postmortem.create/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
});
