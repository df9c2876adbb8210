import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { IncidentSeries } from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import useMeasure from 'react-use/esm/useMeasure';
import { formatDuration } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { ChartMark } from './ChartMark';
import styles from './HistoryChart.module.css';
import { marksOf, type Mark } from './marks';
import { LANE, scalesFor, type Frame } from './scales';
import { useBrush } from './useBrush';
import { isOngoing, useMarkText } from './useMarkText';

/** Pixels; the same while loading, so that nothing jumps. */
export const CHART_HEIGHT = 240;

/** Before the page has been measured, and where it cannot be. */
const FALLBACK_WIDTH = 800;

/**
 * The history of incidents over time: how long each took, how bad it was, and what still asks for
 * a postmortem. Too many come as weeks.
 */
export function HistoryChart(props: {
  series: IncidentSeries;
  period: { from: Date; to: Date };
  stale: boolean;
  onOpen(mark: Mark): void;
  onSelectPeriod(from: Date, to: Date): void;
}) {
  const { series, period, stale, onOpen, onSelectPeriod } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [measureRef, { width: measured }] = useMeasure<HTMLDivElement>();
  const [active, setActive] = useState<string>();
  const keysId = useId();
  const svgRef = useRef<SVGSVGElement>(null);
  const textOf = useMarkText();

  const marks = useMemo(() => marksOf(series), [series]);
  const frame: Frame = {
    width: measured || FALLBACK_WIDTH,
    height: CHART_HEIGHT,
    top: 8,
    right: 16,
    bottom: 24,
    left: 76,
  };
  const scales = scalesFor(
    frame,
    period,
    marks.flatMap(mark => [
      mark.seconds ?? 0,
      mark.kind === 'bin' ? mark.bin.maxDurationSeconds ?? 0 : 0,
    ]),
  );
  const right = frame.width - frame.right;
  const floor = frame.height - frame.bottom;
  const brush = useBrush({
    min: frame.left,
    max: right,
    onSelect: (from, to) =>
      onSelectPeriod(scales.x.invert(from), scales.x.invert(to)),
  });

  const placeOf = (mark: Mark) => {
    const lane = isOngoing(mark) ? scales.ongoingY : floor - LANE / 3;
    return {
      x: Math.max(frame.left, Math.min(right, scales.x(mark.at))),
      y:
        mark.seconds === undefined ? lane : scales.y(Math.max(1, mark.seconds)),
    };
  };
  const someOngoing = marks.some(
    mark => mark.seconds === undefined && isOngoing(mark),
  );
  const someUnknown = marks.some(
    mark => mark.seconds === undefined && !isOngoing(mark),
  );
  const activeMark = marks.find(({ key }) => key === active);
  // One stop for the Tab key: the mark that was last looked at, else the newest.
  const stop = activeMark?.key ?? marks[marks.length - 1]?.key;

  const move = (event: KeyboardEvent, mark: Mark) => {
    const index = marks.indexOf(mark);
    const target = {
      ArrowLeft: index - 1,
      ArrowUp: index - 1,
      ArrowRight: index + 1,
      ArrowDown: index + 1,
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(mark);
    } else if (event.key === 'Escape') {
      setActive(undefined);
    } else if (target !== undefined) {
      event.preventDefault();
      const next = Math.min(marks.length - 1, Math.max(0, target));
      svgRef.current
        ?.querySelectorAll<SVGGElement>('[role="link"]')
        [next]?.focus();
    }
  };

  const dates = {
    from: DateTime.fromJSDate(period.from).toLocaleString(DateTime.DATE_MED),
    to: DateTime.fromJSDate(period.to).toLocaleString(DateTime.DATE_MED),
  };
  const count = series.totals.incidents;

  return (
    <div ref={measureRef} className={styles.chart} data-stale={stale}>
      <svg
        ref={svgRef}
        className={styles.svg}
        width={frame.width}
        height={frame.height}
        role="group"
        aria-label={
          series.bins
            ? t('history.chart.summaryBinned', { count, ...dates })
            : t('history.chart.summary', { count, ...dates })
        }
        aria-describedby={keysId}
        {...brush.handlers}
      >
        <g aria-hidden="true">
          {scales.durationTicks.map(tick => (
            <g key={tick} transform={`translate(0 ${scales.y(tick)})`}>
              <line className={styles.grid} x1={frame.left} x2={right} />
              <text className={styles.tick} x={frame.left - 8} dy="0.32em">
                {formatDuration(tick)}
              </text>
            </g>
          ))}
          {someOngoing && (
            <text
              className={styles.tick}
              x={frame.left - 8}
              y={scales.ongoingY}
              dy="0.32em"
            >
              {t('history.chart.ongoing')}
            </text>
          )}
          {someUnknown && (
            <text
              className={styles.tick}
              x={frame.left - 8}
              y={floor - LANE / 3}
              dy="0.32em"
            >
              {t('history.chart.unknown')}
            </text>
          )}
          <line
            className={styles.axis}
            x1={frame.left}
            x2={right}
            y1={floor}
            y2={floor}
          />
          {scales.timeTicks.map(({ at, label }) => (
            <g
              key={at.toISOString()}
              transform={`translate(${scales.x(at)} ${floor})`}
            >
              <line className={styles.axis} y2={4} />
              <text className={styles.time} y={16}>
                {label}
              </text>
            </g>
          ))}
          {brush.span && (
            <rect
              className={styles.brush}
              x={brush.span.from}
              width={brush.span.to - brush.span.from}
              y={frame.top}
              height={floor - frame.top}
            />
          )}
        </g>
        {marks.map(mark => {
          const { x, y } = placeOf(mark);
          const { head, facts } = textOf(mark);
          return (
            <g
              key={mark.key}
              role="link"
              className={styles.mark}
              tabIndex={mark.key === stop ? 0 : -1}
              aria-label={`${head}. ${facts.join(', ')}`}
              data-active={mark.key === active}
              onPointerEnter={() => setActive(mark.key)}
              onPointerLeave={() => setActive(undefined)}
              onFocus={() => setActive(mark.key)}
              onBlur={() => setActive(undefined)}
              onClick={() => onOpen(mark)}
              onKeyDown={event => move(event, mark)}
            >
              <ChartMark
                mark={mark}
                x={x}
                y={y}
                maxY={
                  mark.kind === 'bin' && mark.bin.maxDurationSeconds
                    ? scales.y(mark.bin.maxDurationSeconds)
                    : undefined
                }
              />
            </g>
          );
        })}
      </svg>
      {activeMark && !brush.span && (
        <Facts
          text={textOf(activeMark)}
          place={placeOf(activeMark)}
          width={frame.width}
        />
      )}
      <span id={keysId} hidden>
        {series.bins ? t('history.chart.keysBinned') : t('history.chart.keys')}
      </span>
    </div>
  );
}

/** What hovering or focusing a mark tells; the same is in the mark's own label. */
function Facts(props: {
  text: { head: string; facts: string[] };
  place: { x: number; y: number };
  width: number;
}) {
  const { text, place, width } = props;
  const side = place.x > width / 2 ? 'left' : 'right';
  return (
    <div
      className={styles.facts}
      data-side={side}
      aria-hidden="true"
      style={{ left: place.x, top: place.y }}
    >
      <strong>{text.head}</strong>
      <span>{text.facts.join(' · ')}</span>
    </div>
  );
}
