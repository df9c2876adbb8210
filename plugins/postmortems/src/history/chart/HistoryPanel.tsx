import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button, Skeleton, Text } from '@backstage/ui';
import {
  UNDETERMINED_SEVERITY,
  type IncidentSeries,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { incidentRouteRef } from '../../routes';
import type { RequestState } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { periodOf, useNow, type ListStateHandle } from '../list';
import { CHART_HEIGHT, HistoryChart } from './HistoryChart';
import styles from './HistoryPanel.module.css';
import { Legend } from './Legend';
import { marksOf, type Mark } from './marks';
import { PeriodPicker } from './PeriodPicker';
import { chartPeriod } from './scales';

/** The chart with its period and legend, as wide as the page. */
export function HistoryPanel(props: {
  list: ListStateHandle;
  request: RequestState<IncidentSeries>;
}) {
  const { list, request } = props;
  const { value: series, loading, error, retry } = request;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const navigate = useNavigate();
  const incidentRoute = useRouteRef(incidentRouteRef);
  const now = useNow();
  const { range, from, to } = list.state;
  const period = useMemo(
    () => chartPeriod(periodOf({ range, from, to }, now), series, now),
    [range, from, to, series, now],
  );
  const marks = useMemo(() => (series ? marksOf(series) : []), [series]);

  const open = (mark: Mark) => {
    if (mark.kind === 'point') {
      navigate(incidentRoute({ reference: mark.point.reference }));
      return;
    }
    list.update({
      ...days(mark.at, new Date(mark.at.getTime() + 7 * 24 * 3600 * 1000 - 1)),
      severity: [mark.severity ?? UNDETERMINED_SEVERITY],
    });
  };

  return (
    <section className={styles.panel} aria-label={t('history.chart.title')}>
      <PeriodPicker list={list} period={period} />
      {series ? (
        <>
          <HistoryChart
            series={series}
            period={period}
            stale={loading}
            onOpen={open}
            onSelectPeriod={(first, last) => list.update(days(first, last))}
          />
          <Legend marks={marks} />
        </>
      ) : (
        <div
          className={styles.placeholder}
          style={{ minHeight: CHART_HEIGHT }}
          role={error ? 'alert' : 'status'}
          aria-label={error ? undefined : t('history.chart.loading')}
        >
          {error ? (
            <>
              <Text color="secondary">{t('history.chart.failed')}</Text>
              <Button size="small" variant="secondary" onPress={retry}>
                {t('history.failed.retry')}
              </Button>
            </>
          ) : (
            <Skeleton width="100%" height={CHART_HEIGHT} />
          )}
        </div>
      )}
    </section>
  );
}

/** A span of whole days in the reader's zone. */
function days(from: Date, to: Date): { from?: string; to?: string } {
  return {
    from: DateTime.fromJSDate(from).toISODate() ?? undefined,
    to: DateTime.fromJSDate(to).toISODate() ?? undefined,
  };
}
