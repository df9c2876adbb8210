import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPart } from '../history/__testUtils__/renderPart';
import { FileButton } from './FileButton';

describe('FileButton', () => {
  it('stays and says why where one may not file', async () => {
    await renderPart(<FileButton entityRef="component:default/shop" />, {
      api: {},
      mayFile: false,
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'File a postmortem' }),
    );

    expect(
      await screen.findByRole('dialog', { name: 'File a postmortem' }),
    ).toHaveTextContent(/needs the permission postmortems\.postmortem\.create/);
    expect(screen.queryByRole('link')).toBeNull();
  });
});
