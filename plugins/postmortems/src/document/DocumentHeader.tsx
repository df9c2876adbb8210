import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, Link } from '@backstage/ui';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import { RiLockLine } from '@remixicon/react';
import { Fragment } from 'react';
import { PhaseBar } from '../incident';
import { incidentRouteRef } from '../routes';
import {
  formatDuration,
  Moment,
  MomentRange,
  secondsBetween,
  SeverityBadge,
} from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './DocumentHeader.module.css';

/** What the document is about: its incident in two lines and its phases to scale. */
export function DocumentHeader(props: { document: Postmortem }) {
  const { document } = props;
  const { incident } = document;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const incidentRoute = useRouteRef(incidentRouteRef);
  const duration = secondsBetween(incident.startedAt, incident.resolvedAt);
  return (
    <header className={styles.root}>
      <div className={styles.line}>
        <span>
          {t('document.kind')} {document.reference}
        </span>
        <Badge>{t(`shared.postmortemStatus.${document.status}`)}</Badge>
        <span className={styles.aside}>
          {document.publishedAt ? (
            <>
              {t('document.published')}{' '}
              <Moment iso={document.publishedAt} format="date" />
            </>
          ) : (
            document.dueAt && (
              <>
                {t('document.due')}{' '}
                <Moment iso={document.dueAt} format="relative" />
              </>
            )
          )}
        </span>
        {document.visibility === 'restricted' && (
          <span className={styles.restricted}>
            <RiLockLine size={14} aria-hidden="true" />
            {t('document.restricted')}
          </span>
        )}
      </div>
      <h1 className={styles.title}>{incident.title}</h1>
      <div className={styles.line}>
        <SeverityBadge severity={incident.severity} />
        <span>
          {incident.affected.map(({ entityRef, role }, index) => (
            <Fragment key={entityRef}>
              {index > 0 && ', '}
              <EntityRefLink entityRef={entityRef} hideIcon />
              {role === 'cause' && ` (${t('incident.cause')})`}
            </Fragment>
          ))}
        </span>
        <span>
          {incident.resolvedAt ? (
            <MomentRange from={incident.startedAt} to={incident.resolvedAt} />
          ) : (
            <>
              <Moment iso={incident.startedAt} /> – {t('shared.ongoing')}
            </>
          )}
          {duration !== undefined &&
            duration >= 0 &&
            ` (${formatDuration(duration)})`}
        </span>
        <Link href={incidentRoute({ reference: incident.reference })}>
          {incident.reference}
        </Link>
      </div>
      <PhaseBar incident={incident} />
    </header>
  );
}
