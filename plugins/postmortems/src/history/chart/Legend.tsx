import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { SeverityShape, severityStep, useSettings } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './HistoryChart.module.css';
import { asksForPostmortem, type Mark } from './marks';

/** What the shapes mean, of those that are on the chart. */
export function Legend(props: { marks: Mark[] }) {
  const { marks } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { scale } = useSettings();
  const used = new Set(marks.map(({ severity }) => severity));
  const severities = scale.severities.filter(({ name }) => used.has(name));

  return (
    <ul className={styles.legend}>
      {severities.map(({ name, title }) => (
        <li key={name} title={title}>
          <SeverityShape step={severityStep(scale, name)} />
          {name}
        </li>
      ))}
      {used.has(undefined) && (
        <li>
          <SeverityShape step={undefined} />
          {t('shared.severity.undetermined')}
        </li>
      )}
      {marks.some(asksForPostmortem) && (
        <li>
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <circle className={styles.ring} r={6} />
          </svg>
          {t('history.chart.legendNeeds')}
        </li>
      )}
      {marks.some(
        mark => mark.kind === 'point' && mark.point.kind !== 'incident',
      ) && (
        <li>
          <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <circle className={styles.shape} data-hollow="true" r={4.5} />
          </svg>
          {t('history.chart.legendPlanned')}
        </li>
      )}
      {marks.some(mark => mark.kind === 'bin') && (
        <li>{t('history.chart.legendBin')}</li>
      )}
      <li className={styles.hint}>{t('history.chart.brushHint')}</li>
    </ul>
  );
}
