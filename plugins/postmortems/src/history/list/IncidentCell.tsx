import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, Link, Text } from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { incidentRouteRef } from '../../routes';
import { Moment, SeverityBadge } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import { DurationText } from './DurationText';
import { FlagMark } from './FlagMark';
import styles from './IncidentTable.module.css';
import { PostmortemState } from './PostmortemState';

export type IncidentColumn =
  | 'reference'
  | 'severity'
  | 'title'
  | 'affected'
  | 'started'
  | 'duration'
  | 'postmortem';

/** How many affected entities a row names. */
const NAMED_ENTITIES = 2;

/** One cell of a row; the row's own link leads to the incident. */
export function IncidentCell(props: {
  incident: Incident;
  column: IncidentColumn;
}) {
  const { incident, column } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const incidentRoute = useRouteRef(incidentRouteRef);
  switch (column) {
    case 'reference':
      return (
        <Cell>
          <Text
            variant="body-small"
            color="secondary"
            className={styles.nowrap}
          >
            {incident.reference}
          </Text>
        </Cell>
      );
    case 'severity':
      return (
        <Cell>
          <SeverityBadge severity={incident.severity} />
        </Cell>
      );
    case 'title':
      return (
        <Cell>
          <span className={styles.title}>
            {incident.kind !== 'incident' && (
              <Text variant="body-small" color="secondary">
                {t(`shared.incidentKind.${incident.kind}`)}
              </Text>
            )}
            <Link
              href={incidentRoute({ reference: incident.reference })}
              standalone
            >
              {incident.title}
            </Link>
            {incident.status === 'cancelled' && (
              <Text variant="body-small" color="secondary">
                {t('shared.incidentStatus.cancelled')}
              </Text>
            )}
            <FlagMark flags={incident.flags} />
          </span>
        </Cell>
      );
    case 'affected':
      return (
        <Cell>
          <AffectedNames incident={incident} />
        </Cell>
      );
    case 'started':
      return (
        <Cell>
          <span className={styles.nowrap}>
            <Moment iso={incident.startedAt} />
          </span>
        </Cell>
      );
    case 'duration':
      return (
        <Cell>
          <span className={styles.nowrap}>
            <DurationText incident={incident} />
          </span>
        </Cell>
      );
    default:
      return (
        <Cell>
          <PostmortemState incident={incident} />
        </Cell>
      );
  }
}

function AffectedNames(props: { incident: Incident }) {
  const { affected } = props.incident;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const rest = affected.length - NAMED_ENTITIES;
  return (
    <span className={styles.names}>
      {affected.slice(0, NAMED_ENTITIES).map(({ entityRef }) => (
        <EntityRefLink key={entityRef} entityRef={entityRef} hideIcon />
      ))}
      {rest > 0 && (
        <Text
          variant="body-small"
          color="secondary"
          title={t('history.list.moreAffectedTitle', { count: rest })}
        >
          {t('history.list.moreAffected', { number: `${rest}` })}
        </Text>
      )}
    </span>
  );
}
