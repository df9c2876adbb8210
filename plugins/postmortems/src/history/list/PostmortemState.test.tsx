import { screen } from '@testing-library/react';
import { decision, incident } from '../../testing';
import { renderPart } from '../__testUtils__/renderPart';
import { PostmortemState } from './PostmortemState';

describe('PostmortemState', () => {
  it('offers no filing to who may not', async () => {
    await renderPart(
      <PostmortemState
        incident={incident({
          postmortemDecision: decision({ dueAt: '2020-01-01T00:00:00.000Z' }),
        })}
      />,
      { api: {}, mayFile: false },
    );

    expect(await screen.findByText(/^was due/)).toBeVisible();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
