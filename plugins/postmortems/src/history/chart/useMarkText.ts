import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { DateTime } from 'luxon';
import { formatDuration } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { asksForPostmortem, type Mark } from './marks';

/** The facts of a mark: a head line and what follows. */
export function useMarkText(): (mark: Mark) => {
  head: string;
  facts: string[];
} {
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return mark => {
    const severity = mark.severity ?? t('shared.severity.undetermined');
    if (mark.kind === 'bin') {
      const { count, medianDurationSeconds, maxDurationSeconds } = mark.bin;
      const week = DateTime.fromJSDate(mark.at, { zone: 'utc' });
      return {
        head: t('history.chart.binFacts', {
          count,
          week: week.toLocaleString(DateTime.DATE_MED),
        }),
        facts: [
          severity,
          ...(medianDurationSeconds === undefined
            ? []
            : [
                t('history.chart.binMedian', {
                  duration: formatDuration(medianDurationSeconds),
                }),
              ]),
          ...(maxDurationSeconds === undefined
            ? []
            : [
                t('history.chart.binMax', {
                  duration: formatDuration(maxDurationSeconds),
                }),
              ]),
        ],
      };
    }
    const { point } = mark;
    const untold = isOngoing(mark)
      ? t('history.chart.ongoing')
      : t('history.chart.unknown');
    const duration =
      mark.seconds === undefined ? untold : formatDuration(mark.seconds);
    return {
      head: `${point.reference} ${point.title}`,
      facts: [
        severity,
        ...(point.kind === 'incident'
          ? []
          : [t(`shared.incidentKind.${point.kind}`)]),
        DateTime.fromISO(point.startedAt).toLocaleString(DateTime.DATETIME_MED),
        duration,
        ...(asksForPostmortem(mark)
          ? [t('history.chart.needsPostmortem')]
          : []),
      ],
    };
  };
}

/** Whether a mark without a duration is so because it goes on. */
export function isOngoing(mark: Mark): boolean {
  return (
    mark.kind === 'point' &&
    (mark.point.status === 'open' || mark.point.status === 'mitigated')
  );
}
