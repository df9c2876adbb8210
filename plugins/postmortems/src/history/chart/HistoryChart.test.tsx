import type { IncidentSeries } from '@hindsight/plugin-postmortems-common';
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  decision,
  incident,
  MemoryPostmortemsApi,
  series,
} from '../../testing';
import { renderPart } from '../__testUtils__/renderPart';
import { HistoryChart } from './HistoryChart';
import type { Mark } from './marks';

const period = {
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-12-31T00:00:00Z'),
};

const first = incident({
  id: 'first',
  reference: 'INC-1',
  title: 'Disk full',
  severity: 'SEV3',
  startedAt: '2026-02-01T10:00:00.000Z',
  resolvedAt: '2026-02-01T10:05:00.000Z',
  postmortemDecision: decision({ required: false }),
});
const second = incident({
  id: 'second',
  reference: 'INC-2',
  title: 'Checkout down',
  startedAt: '2026-06-01T10:00:00.000Z',
  resolvedAt: '2026-06-01T14:00:00.000Z',
});
const ongoing = incident({
  id: 'ongoing',
  reference: 'INC-3',
  title: 'Search slow',
  severity: undefined,
  status: 'open',
  startedAt: '2026-11-01T10:00:00.000Z',
  resolvedAt: undefined,
});

async function renderChart(data: IncidentSeries) {
  const onOpen = jest.fn<void, [Mark]>();
  const onSelectPeriod = jest.fn<void, [Date, Date]>();
  await renderPart(
    <HistoryChart
      series={data}
      period={period}
      stale={false}
      onOpen={onOpen}
      onSelectPeriod={onSelectPeriod}
    />,
    { api: new MemoryPostmortemsApi() },
  );
  return { onOpen, onSelectPeriod };
}

describe('HistoryChart', () => {
  it('tells the facts of every incident', async () => {
    await renderChart(series([first, second, ongoing]));

    expect(
      screen.getByRole('group', { name: /^3 incidents from/ }),
    ).toHaveAccessibleDescription(/Arrow keys/);
    expect(
      screen.getAllByRole('link').map(mark => mark.getAttribute('aria-label')),
    ).toEqual([
      expect.stringMatching(/^INC-1 Disk full\. SEV3, .*, 5 min$/),
      expect.stringMatching(
        /^INC-2 Checkout down\. SEV1, .*, 4 h, needs a postmortem$/,
      ),
      expect.stringMatching(
        /^INC-3 Search slow\. Severity undetermined, .*, ongoing$/,
      ),
    ]);
  });

  it('is one stop of the Tab key, walked by arrows and opened by Enter', async () => {
    const user = userEvent.setup();
    const { onOpen } = await renderChart(series([first, second, ongoing]));

    await user.tab();
    expect(screen.getByRole('link', { name: /INC-3/ })).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('link', { name: /INC-2/ })).toHaveFocus();
    await user.keyboard('{Home}{ArrowLeft}');
    expect(screen.getByRole('link', { name: /INC-1/ })).toHaveFocus();
    await user.keyboard('{Enter}');

    expect(onOpen).toHaveBeenCalledTimes(1);
    expect(onOpen.mock.calls[0][0]).toMatchObject({ key: 'first' });
    await user.tab();
    expect(screen.queryAllByRole('link')).not.toContain(document.activeElement);
  });

  it('looks closer at what is dragged over, and at nothing after Escape', async () => {
    const { onSelectPeriod } = await renderChart(series([first]));
    const chart = screen.getByRole('group', { name: /^1 incident from/ });
    const drag = () => {
      fireEvent.pointerDown(chart, { clientX: 76, button: 0 });
      fireEvent.pointerMove(chart, { clientX: 430 });
    };

    drag();
    fireEvent.keyDown(window, { key: 'Escape' });
    fireEvent.pointerUp(chart);
    expect(onSelectPeriod).not.toHaveBeenCalled();

    drag();
    fireEvent.pointerUp(chart);
    expect(onSelectPeriod).toHaveBeenCalledTimes(1);
    const [from, to] = onSelectPeriod.mock.calls[0];
    expect(from).toEqual(period.from);
    // 354 of the 708 pixels of the axis: half of the year.
    expect(to.toISOString()).toMatch(/^2026-07-0[12]/);
  });

  it('draws weeks where there are too many incidents', async () => {
    const user = userEvent.setup();
    const bins = [
      {
        from: '2026-03-02T00:00:00.000Z',
        severity: 'SEV2',
        count: 7,
        medianDurationSeconds: 3600,
        maxDurationSeconds: 7200,
      },
    ];
    const { onOpen } = await renderChart({
      ...series([], { incidents: 700 }),
      points: undefined,
      bins,
    });

    const week = screen.getByRole('link', {
      name: '7 incidents in the week of Mar 2, 2026. SEV2, median 1 h, longest 2 h',
    });
    expect(
      screen.getByRole('group', { name: /^700 incidents .*, by week$/ }),
    ).toContainElement(week);
    await user.click(week);
    expect(onOpen.mock.calls[0][0]).toMatchObject({ bin: bins[0] });
  });
});
