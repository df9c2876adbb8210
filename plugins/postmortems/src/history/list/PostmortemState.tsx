import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Link, Text } from '@backstage/ui';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { documentRouteRef } from '../../routes';
import { Moment, urgentText, useFiling } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './IncidentTable.module.css';

/** The postmortem of an incident, or whether one is asked for, with the way to file it. */
export function PostmortemState(props: { incident: Incident }) {
  const { incident } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const documentRoute = useRouteRef(documentRouteRef);
  const filing = useFiling();
  const { postmortem, postmortemDecision: decision } = incident;

  if (postmortem) {
    return (
      <span className={styles.state}>
        <Link
          href={documentRoute({ reference: postmortem.reference })}
          className={styles.nowrap}
        >
          {postmortem.reference}
        </Link>
        <Text variant="body-small" color="secondary" className={styles.nowrap}>
          {t(`shared.postmortemStatus.${postmortem.status}`)}
        </Text>
      </span>
    );
  }
  if (incident.duplicateOf) {
    return (
      <Text variant="body-small" color="secondary">
        {t('history.list.duplicate')}
      </Text>
    );
  }
  if (!decision.required || incident.status === 'cancelled') {
    return (
      <Text variant="body-small" color="secondary" title={decision.because}>
        {decision.reason === 'SEVERITY_UNDETERMINED'
          ? t('history.list.undetermined')
          : t('history.list.notRequired')}
      </Text>
    );
  }
  return (
    <span className={styles.state}>
      <Text
        variant="body-small"
        className={isPast(decision.dueAt) ? urgentText : undefined}
        title={decision.because}
      >
        <DueText dueAt={decision.dueAt} />
      </Text>
      {filing.allowed && (
        <Link
          href={filing.href({ incident: incident.reference })}
          aria-label={t('history.list.fileFor', {
            reference: incident.reference,
          })}
        >
          {t('history.list.file')}
        </Link>
      )}
    </span>
  );
}

function DueText(props: { dueAt: string | undefined }) {
  const { dueAt } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  if (!dueAt) {
    return <>{t('history.list.required')}</>;
  }
  const when = <Moment iso={dueAt} format="relative" />;
  return isPast(dueAt)
    ? t('history.list.overdue', { when })
    : t('history.list.due', { when });
}

function isPast(iso: string | undefined): boolean {
  return iso !== undefined && Date.parse(iso) < Date.now();
}
