import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  EntityInfoCard,
  useEntity,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import { Link, Skeleton, Text } from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { RiScales3Line } from '@remixicon/react';
import { useMemo } from 'react';
import { incidentRouteRef } from '../../routes';
import {
  FileButton,
  Moment,
  SeverityBadge,
  onPanel,
  urgentText,
} from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { hasParts } from '../availability';
import {
  DEFAULT_LIST_STATE,
  ListFailure,
  useIncidents,
  useSeries,
  type ListState,
} from '../list';
import { DurationText } from '../list/DurationText';
import { PolicySentence, usePolicy } from '../policy';
import styles from './EntityPostmortemsCard.module.css';

/** How many incidents the card names. */
const LATEST = 5;

/** The history of an entity on its overview: policy, counts and the latest incidents. */
export function EntityPostmortemsCard() {
  const { entity } = useEntity();
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const entityRef = stringifyEntityRef(entity);
  const parts = hasParts(entity);
  const state = useMemo<ListState>(
    () => ({
      ...DEFAULT_LIST_STATE,
      entityRef,
      relation: parts ? 'parts' : 'self',
      limit: LATEST,
    }),
    [entityRef, parts],
  );
  const policy = usePolicy(entityRef);
  const incidents = useIncidents(state, { total: false });
  const tab = `${useEntityRefLink()(entityRef)}/postmortems`;

  return (
    <EntityInfoCard
      title={t('history.card.title')}
      headerActions={<FileButton entityRef={entityRef} variant="tertiary" />}
      footerActions={<Link href={tab}>{t('history.card.all')}</Link>}
    >
      {policy.value && (
        <p className={`${styles.policy} ${onPanel}`}>
          <RiScales3Line size={14} aria-hidden />{' '}
          <PolicySentence policy={policy.value} short />
        </p>
      )}
      {incidents.error ? (
        <ListFailure error={incidents.error} retry={incidents.retry} />
      ) : (
        <>
          <Counts state={state} tab={tab} />
          <Latest incidents={incidents.value?.items} />
        </>
      )}
    </EntityInfoCard>
  );
}

function Counts(props: { state: ListState; tab: string }) {
  const { state, tab } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { value } = useSeries(state);
  if (!value) {
    return <Skeleton width="60%" height="1.25rem" />;
  }
  const { incidents, needPostmortem, overdue } = value.totals;
  if (incidents === 0) {
    return null;
  }
  return (
    <p className={styles.counts}>
      <Link href={tab}>
        {t('history.figures.incidents', { count: incidents })}
      </Link>
      {needPostmortem > 0 && (
        <Link href={`${tab}?postmortem=needed`}>
          {t('history.figures.need', { count: needPostmortem })}
        </Link>
      )}
      {overdue > 0 && (
        <Link href={`${tab}?postmortem=overdue`} className={urgentText}>
          {t('history.figures.overdue', { count: overdue })}
        </Link>
      )}
    </p>
  );
}

function Latest(props: { incidents: Incident[] | undefined }) {
  const { incidents } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const incidentRoute = useRouteRef(incidentRouteRef);
  if (!incidents) {
    return <Skeleton width="100%" height="8rem" />;
  }
  if (incidents.length === 0) {
    return <Text color="secondary">{t('history.card.none')}</Text>;
  }
  return (
    <ul
      className={`${styles.latest} ${onPanel}`}
      aria-label={t('history.card.latest')}
    >
      {incidents.map(incident => (
        <li key={incident.id}>
          <SeverityBadge severity={incident.severity} />
          <span className={styles.title}>
            <Link href={incidentRoute({ reference: incident.reference })}>
              {incident.title}
            </Link>
          </span>
          <Text variant="body-small" color="secondary">
            <Moment iso={incident.startedAt} format="date" />
            {' · '}
            <DurationText incident={incident} />
          </Text>
        </li>
      ))}
    </ul>
  );
}
