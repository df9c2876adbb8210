import type { IncidentSeries } from '@hindsight/plugin-postmortems-common';
import {
  scaleLog,
  scaleTime,
  type ScaleLogarithmic,
  type ScaleTime,
} from 'd3-scale';
import { DateTime } from 'luxon';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where a horizontal line helps, in seconds. */
const DURATION_TICKS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  4 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
  30 * DAY,
];

/** Pixels. */
export interface Frame {
  width: number;
  height: number;
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Height of the lane for incidents without a duration, in pixels. */
export const LANE = 30;

export interface Scales {
  x: ScaleTime<number, number>;
  y: ScaleLogarithmic<number, number>;
  /** Centre of the lane of those that go on. */
  ongoingY: number;
  durationTicks: number[];
  timeTicks: Array<{ at: Date; label: string }>;
}

/** Clamps a duration to what the axis shows: a log scale knows no zero. */
function shown(seconds: number): number {
  return Math.max(seconds, MINUTE);
}

/** Places time from left to right and duration from bottom to top, by its logarithm. */
export function scalesFor(
  frame: Frame,
  period: { from: Date; to: Date },
  seconds: number[],
): Scales {
  const longest = Math.max(4 * HOUR, ...seconds.map(shown));
  const top = DURATION_TICKS.find(tick => tick >= longest) ?? longest;
  const right = frame.width - frame.right;
  const y = scaleLog()
    .domain([MINUTE, top])
    .range([frame.height - frame.bottom - LANE, frame.top + LANE])
    .clamp(true);
  const x = scaleTime()
    .domain([period.from, period.to])
    .range([frame.left, right]);
  const ticks = x.ticks(Math.max(2, Math.floor((right - frame.left) / 90)));
  const days = (period.to.getTime() - period.from.getTime()) / 1000 / DAY;
  return {
    x,
    y,
    ongoingY: frame.top + LANE / 3,
    durationTicks: DURATION_TICKS.filter(tick => tick <= top),
    timeTicks: ticks.map(at => ({ at, label: timeLabel(at, days) })),
  };
}

function timeLabel(at: Date, days: number): string {
  const time = DateTime.fromJSDate(at);
  if (days < 3) {
    return time.toLocaleString({
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }
  if (days < 120) {
    return time.toLocaleString({ day: 'numeric', month: 'short' });
  }
  return time.month === 1
    ? time.toLocaleString({ year: 'numeric' })
    : time.toLocaleString({ month: 'short' });
}

/** The period of the chart: what the list covers, or all there is where its ends are open. */
export function chartPeriod(
  period: { from?: DateTime; to?: DateTime },
  series: IncidentSeries | undefined,
  now: DateTime,
): { from: Date; to: Date } {
  const first = [
    ...(series?.points ?? []).map(({ startedAt }) => startedAt),
    ...(series?.bins ?? []).map(({ from }) => from),
  ].sort()[0];
  const to = period.to && period.to < now ? period.to : now;
  const from =
    period.from ??
    (first ? DateTime.fromISO(first) : now.minus({ months: 12 }));
  // At least a day, so that one incident of a minute ago has an axis to stand on.
  const earliest = to.minus({ days: 1 });
  return {
    from: (from < earliest ? from : earliest).toJSDate(),
    to: to.toJSDate(),
  };
}
