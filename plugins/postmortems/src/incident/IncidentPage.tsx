import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ButtonLink, Container, Link, Text } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { postmortemsApiRef } from '../api';
import { MarkdownView } from '../markdown';
import { documentRouteRef } from '../routes';
import { SeverityBadge } from '../shared';
import { useFiling } from '../shared/useFiling';
import { postmortemsTranslationRef } from '../translation';
import { IncidentFacts } from './IncidentFacts';
import styles from './IncidentPage.module.css';
import { PhaseBar } from './PhaseBar';
import { RecordPageState } from './RecordPageState';

/** An incident with everything that is known of it, and the way to its postmortem. */
export function IncidentPage() {
  const { reference = '' } = useParams();
  const api = useApi(postmortemsApiRef);
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const documentRoute = useRouteRef(documentRouteRef);
  const filing = useFiling();
  const loaded = useAsyncRetry(
    () => api.getIncident(reference),
    [api, reference],
  );
  const incident = loaded.value;
  if (!incident) {
    return (
      <RecordPageState room="incident" reference={reference} loaded={loaded} />
    );
  }
  return (
    <Container>
      <article className={styles.root}>
        <header className={styles.header}>
          <Text variant="body-medium" color="secondary">
            {t('incident.kind')} {incident.reference} ·{' '}
            {t(`shared.incidentStatus.${incident.status}`)}
            {incident.kind !== 'incident' &&
              ` · ${t(`shared.incidentKind.${incident.kind}`)}`}
          </Text>
          <h1 className={styles.title}>{incident.title}</h1>
          <div className={styles.line}>
            <SeverityBadge severity={incident.severity} />
            {incident.postmortem && (
              <ButtonLink
                href={documentRoute({
                  reference: incident.postmortem.reference,
                })}
              >
                {t('incident.open', {
                  reference: incident.postmortem.reference,
                })}
              </ButtonLink>
            )}
            {!incident.postmortem && filing.allowed && (
              <ButtonLink
                href={filing.href({
                  incident: incident.reference,
                  entityRef: incident.affected[0]?.entityRef,
                })}
              >
                {t('incident.file')}
              </ButtonLink>
            )}
          </div>
          <PhaseBar incident={incident} />
        </header>
        <div className={styles.columns}>
          <div>
            {incident.summary && (
              <section aria-labelledby="incident-summary">
                <h2 id="incident-summary" className={styles.heading}>
                  {t('incident.summary')}
                </h2>
                <MarkdownView markdown={incident.summary} />
              </section>
            )}
            {incident.impact?.description && (
              <section aria-labelledby="incident-impact">
                <h2 id="incident-impact" className={styles.heading}>
                  {t('incident.impact')}
                </h2>
                <MarkdownView markdown={incident.impact.description} />
              </section>
            )}
            {incident.links.length > 0 && (
              <section aria-labelledby="incident-links">
                <h2 id="incident-links" className={styles.heading}>
                  {t('incident.links')}
                </h2>
                <ul className={styles.links}>
                  {incident.links.map(link => (
                    <li key={link.url}>
                      <Link
                        href={link.url}
                        target="_blank"
                        rel="noopener noreferrer"
                      >
                        {link.title || link.url}
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
          <aside aria-label={t('incident.facts')} className={styles.rail}>
            <IncidentFacts incident={incident} />
          </aside>
        </div>
      </article>
    </Container>
  );
}
