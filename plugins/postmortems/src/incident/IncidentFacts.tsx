import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Alert, Link } from '@backstage/ui';
import {
  INCIDENT_TIMES,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import type { ReactNode } from 'react';
import { incidentRouteRef } from '../routes';
import { formatDuration, Moment, secondsBetween } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './IncidentFacts.module.css';

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Group(props: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h2 className={styles.heading}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** The times of an incident, each with how long after the start it was. */
function Times(props: { incident: Incident }) {
  const { incident } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <dl className={styles.facts}>
      {INCIDENT_TIMES.map(field => {
        const time = incident[field];
        const after =
          field === 'startedAt'
            ? undefined
            : secondsBetween(incident.startedAt, time);
        const missing =
          incident.status === 'open' || incident.status === 'mitigated'
            ? t('incident.stillOpen')
            : t('incident.notRecorded');
        return (
          <Fact key={field} label={t(`incident.time.${field}`)}>
            {time ? <Moment iso={time} /> : missing}
            {after !== undefined && after > 0 && (
              <span className={styles.aside}>
                {' '}
                {t('incident.after', { duration: formatDuration(after) })}
              </span>
            )}
          </Fact>
        );
      })}
    </dl>
  );
}

/** What is known of an incident beside its prose. */
export function IncidentFacts(props: { incident: Incident }) {
  const { incident } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const incidentRoute = useRouteRef(incidentRouteRef);
  const { detection, impact, source, postmortemDecision: decision } = incident;
  const hasImpact =
    impact?.customersAffected !== undefined ||
    impact?.customersReporting !== undefined ||
    Boolean(impact?.customers?.length) ||
    Boolean(impact?.businessMetric);
  return (
    <div className={styles.root}>
      {incident.flags.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('incident.flags')}
          description={
            <ul className={styles.flags}>
              {incident.flags.map(flag => (
                <li key={`${flag.code} ${flag.field}`}>{flag.message}</li>
              ))}
            </ul>
          }
        />
      )}
      <Group title={t('incident.times')}>
        <Times incident={incident} />
        {detection?.how && (
          <dl className={styles.facts}>
            <Fact label={t('incident.detectedBy')}>{detection.how}</Fact>
          </dl>
        )}
      </Group>
      <Group title={t('incident.affected')}>
        {incident.affected.length === 0 && <p>{t('incident.noAffected')}</p>}
        <ul className={styles.list}>
          {incident.affected.map(({ entityRef, role, snapshot }) => (
            <li key={entityRef}>
              <EntityRefLink entityRef={entityRef} />
              {role === 'cause' && (
                <span className={styles.aside}> ({t('incident.cause')})</span>
              )}
              {snapshot.owner && (
                <span className={styles.aside}>
                  {' '}
                  {t('incident.ownedThen')}{' '}
                  <EntityRefLink entityRef={snapshot.owner} hideIcon />
                </span>
              )}
            </li>
          ))}
        </ul>
      </Group>
      {hasImpact && (
        <Group title={t('incident.impact')}>
          <dl className={styles.facts}>
            {impact?.customersAffected !== undefined && (
              <Fact label={t('incident.customersAffected')}>
                {impact.customersAffected.toLocaleString()}
              </Fact>
            )}
            {impact?.customersReporting !== undefined && (
              <Fact label={t('incident.customersReporting')}>
                {impact.customersReporting.toLocaleString()}
              </Fact>
            )}
            {impact?.customers?.length ? (
              <Fact label={t('incident.customers')}>
                {impact.customers.join(', ')}
              </Fact>
            ) : null}
            {impact?.businessMetric && (
              <Fact label={t('incident.businessMetric')}>
                {impact.businessMetric}
              </Fact>
            )}
          </dl>
        </Group>
      )}
      {incident.roles.length > 0 && (
        <Group title={t('incident.roles')}>
          <dl className={styles.facts}>
            {incident.roles.map(({ role, entityRef }) => (
              <Fact key={`${role} ${entityRef}`} label={roleTitle(role)}>
                <EntityRefLink entityRef={entityRef} />
              </Fact>
            ))}
          </dl>
        </Group>
      )}
      <Group title={t('incident.decision')}>
        <p>{decision.because}</p>
        <p className={styles.aside}>
          {decision.dueAt && (
            <>
              {t('incident.decisionDue')} <Moment iso={decision.dueAt} />
              {' · '}
            </>
          )}
          {decision.fixed
            ? t('incident.decisionFixed')
            : t('incident.decisionOpen')}
        </p>
      </Group>
      {(source || incident.duplicateOf || incident.followsFrom) && (
        <Group title={t('incident.related')}>
          <dl className={styles.facts}>
            {source && (
              <Fact label={t('incident.source')}>
                {source.url ? (
                  <Link
                    href={source.url}
                    target="_blank"
                    rel="noopener noreferrer"
                  >
                    {source.provider} · {source.externalId}
                  </Link>
                ) : (
                  `${source.provider} · ${source.externalId}`
                )}
              </Fact>
            )}
            {incident.duplicateOf && (
              <Fact label={t('incident.duplicateOf')}>
                <Link href={incidentRoute({ reference: incident.duplicateOf })}>
                  {incident.duplicateOf}
                </Link>
              </Fact>
            )}
            {incident.followsFrom && (
              <Fact label={t('incident.followsFrom')}>
                <Link href={incidentRoute({ reference: incident.followsFrom })}>
                  {incident.followsFrom}
                </Link>
              </Fact>
            )}
          </dl>
        </Group>
      )}
    </div>
  );
}

/** `incident-commander` as people read it. */
function roleTitle(role: string): string {
  const words = role.replace(/[-_]+/g, ' ');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
