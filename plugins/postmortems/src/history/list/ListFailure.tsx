import { ResponseErrorPanel } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { ResponseError } from '@backstage/errors';
import { Button } from '@backstage/ui';
import { incidentReadPermission } from '@hindsight/plugin-postmortems-common';
import { RiFilterLine, RiLock2Line } from '@remixicon/react';
import { serverMessage, StatePanel } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './ListFailure.module.css';

/**
 * Why there are no rows: not allowed, asked for what there cannot be, as by an old address, or
 * broken; each with the way on.
 */
export function ListFailure(props: {
  error: Error;
  retry(): void;
  /** Asks for the first page without filters. */
  startOver?(): void;
}) {
  const { error, retry, startOver } = props;
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
  if (startOver && error instanceof ResponseError && error.statusCode === 400) {
    return (
      <StatePanel
        icon={<RiFilterLine size={32} />}
        title={t('history.refused.title')}
        actions={
          <Button variant="secondary" onPress={startOver}>
            {t('history.refused.startOver')}
          </Button>
        }
        role="alert"
      >
        {serverMessage(error)}
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
