import { severityStep, severityTone, useSettings } from '../../shared';
import { asksForPostmortem, type Mark } from './marks';
import styles from './HistoryChart.module.css';

/** The shapes of the severities around the point 0,0; the same as in `SeverityShape`. */
const SHAPES = [
  'M0 -6 L6 0 L0 6 L-6 0 Z',
  'M0 -5.5 L6 5.5 L-6 5.5 Z',
  'M-5 -5 H5 V5 H-5 Z',
  'M-5 0 A5 5 0 1 0 5 0 A5 5 0 1 0 -5 0 Z',
  'M-6 -2 H6 V2 H-6 Z',
];
const UNDETERMINED = 'M-4.5 0 A4.5 4.5 0 1 0 4.5 0 A4.5 4.5 0 1 0 -4.5 0 Z';

/** Radius of the ring around what needs a postmortem, in pixels. */
const RING = 10;

/** How much larger than a single incident a week of them is drawn. */
function sizeOf(mark: Mark): number {
  return mark.kind === 'bin'
    ? Math.min(2.2, 0.9 + Math.sqrt(mark.bin.count) * 0.15)
    : 1;
}

/** An incident, or a week of them, at its place on the chart. */
export function ChartMark(props: {
  mark: Mark;
  x: number;
  y: number;
  /** Where the longest of a week lies. */
  maxY: number | undefined;
}) {
  const { mark, x, y, maxY } = props;
  const { scale } = useSettings();
  const step = severityStep(scale, mark.severity);
  const planned = mark.kind === 'point' && mark.point.kind !== 'incident';
  return (
    <g transform={`translate(${x} ${y})`}>
      {maxY !== undefined && maxY < y && (
        <line className={styles.whisker} y1={0} y2={maxY - y} />
      )}
      <circle className={styles.target} r={12} />
      {asksForPostmortem(mark) && <circle className={styles.ring} r={RING} />}
      <path
        className={`${styles.shape} ${severityTone}`}
        data-step={step ?? 'none'}
        data-hollow={planned || step === undefined}
        transform={`scale(${sizeOf(mark)})`}
        d={step === undefined ? UNDETERMINED : SHAPES[step]}
      />
    </g>
  );
}
