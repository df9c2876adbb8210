import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  ButtonIcon,
  Link,
  Skeleton,
  Text,
  Tooltip,
  TooltipTrigger,
} from '@backstage/ui';
import type { IncidentSeries } from '@hindsight/plugin-postmortems-common';
import { RiInformationLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { formatDuration, urgentText } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import type { ListState, ListStateHandle } from '../list';
import styles from './Figures.module.css';

/**
 * The figures of the incidents that the list shows, all pages of them, each leading to the rows
 * that it counts.
 */
export function Figures(props: {
  list: ListStateHandle;
  totals: IncidentSeries['totals'] | undefined;
  stale: boolean;
}) {
  const { list, totals, stale } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  if (!totals) {
    return (
      <div className={styles.figures}>
        <Skeleton width="min(28rem, 80%)" height="1.25rem" />
      </div>
    );
  }
  const figure = (
    text: string,
    change: Partial<ListState>,
    options?: { urgent?: boolean },
  ) => {
    const className = options?.urgent ? urgentText : undefined;
    // Only one filter by postmortem at a time: a link would leave the rows that are counted.
    const replaces =
      'postmortem' in change &&
      list.state.postmortem !== undefined &&
      list.state.postmortem !== change.postmortem;
    return replaces ? (
      <Text className={className}>{text}</Text>
    ) : (
      <Link href={list.href(change)} className={className} standalone>
        {text}
      </Link>
    );
  };
  const parts: Array<[key: string, node: ReactNode]> = [
    [
      'incidents',
      figure(t('history.figures.incidents', { count: totals.incidents }), {}),
    ],
  ];
  if (totals.open > 0) {
    parts.push([
      'open',
      figure(t('history.figures.open', { count: totals.open }), {
        status: ['open'],
      }),
    ]);
  }
  if (totals.needPostmortem > 0) {
    parts.push([
      'need',
      figure(t('history.figures.need', { count: totals.needPostmortem }), {
        postmortem: 'needed',
      }),
    ]);
  }
  if (totals.overdue > 0) {
    parts.push([
      'overdue',
      figure(
        t('history.figures.overdue', { count: totals.overdue }),
        { postmortem: 'overdue' },
        { urgent: true },
      ),
    ]);
  }
  if (
    totals.medianSecondsToMitigate !== undefined &&
    totals.medianSecondsToMitigateN > 0
  ) {
    const about = t('history.figures.medianAbout');
    parts.push([
      'median',
      <span className={styles.explained}>
        {figure(
          t('history.figures.median', {
            duration: formatDuration(totals.medianSecondsToMitigate),
            n: `${totals.medianSecondsToMitigateN}`,
          }),
          { kind: ['incident'], order: '-duration' },
        )}
        <TooltipTrigger>
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={about}
            icon={<RiInformationLine />}
          />
          <Tooltip>{about}</Tooltip>
        </TooltipTrigger>
      </span>,
    ]);
  }
  return (
    <ul
      className={styles.figures}
      aria-label={t('history.figures.label')}
      aria-busy={stale}
    >
      {parts.map(([key, node]) => (
        <li key={key}>{node}</li>
      ))}
    </ul>
  );
}
