import type { EffectivePolicy } from '@hindsight/plugin-postmortems-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryPostmortemsApi, policy } from '../../testing';
import { renderPart } from '../__testUtils__/renderPart';
import { PolicyLine } from './PolicyLine';

async function renderLine(value: EffectivePolicy) {
  await renderPart(
    <PolicyLine request={{ value, loading: false, retry: () => {} }} />,
    { api: new MemoryPostmortemsApi() },
  );
  return screen.getByRole('region', { name: 'Policy' });
}

describe('PolicyLine', () => {
  it('says what is asked, with names that lead to their pages', async () => {
    const line = await renderLine(
      policy({
        frequencyThreshold: {
          value: { count: 3, window: 'P30D' },
          sources: [],
        },
        visibility: { value: 'restricted', sources: [] },
      }),
    );

    expect(line).toHaveTextContent(
      'Postmortem required from SEV2 on, or for 3 incidents within 30 days, reviewed by team-payments and sre, visible to participants, reviewers and owners only · why?',
    );
    expect(within(line).getByRole('link', { name: 'sre' })).toHaveAttribute(
      'href',
      '/catalog/default/group/sre',
    );
  });

  it('says so where nothing is asked', async () => {
    const line = await renderLine(
      policy({ severityThreshold: { value: 'none', sources: [] } }),
    );

    expect(line).toHaveTextContent('No postmortem is required · why?');
  });

  it('opens the source of each value, and hides what the reader may not see', async () => {
    const user = userEvent.setup();
    const line = await renderLine(
      policy({
        publishWithin: {
          value: '3 business days',
          sources: [{ kind: 'annotation', redacted: true }],
        },
        reviewers: [
          { required: true, because: [], redacted: true },
          {
            entityRef: 'group:default/gone',
            token: 'group:default/gone',
            required: true,
            because: [{ kind: 'rule', rule: 'Tier 1', enforced: true }],
            unresolved: true,
            fallback: 'group:default/everyone',
          },
        ],
      }),
    );
    const why = screen.getByRole('button', { name: 'why?' });
    expect(screen.queryByText('Publish within')).toBeNull();

    await user.click(why);

    expect(why).toHaveAttribute('aria-expanded', 'true');
    const valueOf = (label: string) => screen.getByText(label).parentElement;
    expect(valueOf('Required from')).toHaveTextContent('SEV2 set on payments');
    expect(valueOf('Publish within')).toHaveTextContent(
      '3 business days set on something that you may not see',
    );
    expect(valueOf('Reviewers')).toHaveTextContent(
      'somebody whom you may not see gone (not in the catalog; everyone stands in) rule “Tier 1”, which nothing can weaken',
    );
    expect(valueOf('Template')).toHaveTextContent(
      'Standard default of this portal',
    );
    expect(line).toHaveTextContent('P0 in 7 days, P1 in 15 days');
  });

  it('shows values that cannot be used', async () => {
    const line = await renderLine(
      policy({
        warnings: [
          {
            entityRef: 'component:default/checkout-api',
            annotation: 'postmortems/publish-within',
            value: 'soon',
            message: 'must be a length of time such as P5D',
          },
        ],
      }),
    );

    expect(line).toHaveTextContent(
      'A policy value cannot be usedcheckout-api postmortems/publish-within: soon – must be a length of time such as P5D',
    );
  });

  it('tries again where the policy could not be read', async () => {
    const user = userEvent.setup();
    const retry = jest.fn();
    await renderPart(
      <PolicyLine
        request={{ loading: false, error: new Error('no'), retry }}
      />,
      { api: new MemoryPostmortemsApi() },
    );

    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(retry).toHaveBeenCalledTimes(1);
  });
});
