import { ResponseErrorPanel } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Button } from '@backstage/ui';
import { incidentReadPermission } from '@hindsight/plugin-postmortems-common';
import { RiLock2Line } from '@remixicon/react';
import { StatePanel } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './ListFailure.module.css';

/** Why there are no rows: not allowed, or broken, with the way to try again. */
export function ListFailure(props: { error: Error; retry(): void }) {
  const { error, retry } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  if (isNotAllowed(error)) {
    return (
      <StatePanel
        icon={<RiLock2Line size={32} />}
        title={t('history.denied.title')}
      >
        {t('history.denied.text', { permission: incidentReadPermission.name })}
      </StatePanel>
    );
  }
  return (
    <div className={styles.failure}>
      <ResponseErrorPanel error={error} />
      <Button variant="secondary" onPress={retry}>
        {t('history.failed.retry')}
      </Button>
    </div>
  );
}

function isNotAllowed(error: Error): boolean {
  const cause = error.cause;
  return (
    error.name === 'NotAllowedError' ||
    (cause instanceof Error && cause.name === 'NotAllowedError') ||
    ('statusCode' in error && error.statusCode === 403)
  );
}
