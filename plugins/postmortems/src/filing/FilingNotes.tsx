import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Alert, Button, ButtonLink, Text } from '@backstage/ui';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useEffect, useRef } from 'react';
import { documentRouteRef } from '../routes';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import type { Translate } from './filingSchema';

/** That a form was restored, and the way back to an empty one and from there. */
export function RestoredNote(props: {
  /** ISO 8601 */
  savedAt: string;
  discarded: boolean;
  onDiscard(): void;
  onUndo(): void;
}) {
  const { savedAt, discarded, onDiscard, onUndo } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <Alert
      mb="5"
      status="info"
      icon
      role="status"
      title={
        discarded
          ? t('filing.draft.discarded')
          : t('filing.draft.restored', { when: whenSaved(savedAt, t) })
      }
      customActions={
        <Button
          size="small"
          variant="secondary"
          onPress={discarded ? onUndo : onDiscard}
        >
          {t(discarded ? 'filing.actions.undo' : 'filing.draft.discard')}
        </Button>
      }
    />
  );
}

function whenSaved(iso: string, t: Translate): string {
  const saved = DateTime.fromISO(iso);
  const time = saved.toFormat('HH:mm');
  return saved.hasSame(DateTime.now(), 'day')
    ? t('filing.draft.at', { time })
    : t('filing.draft.on', {
        day: saved.toLocaleString({ day: 'numeric', month: 'long' }),
        time,
      });
}

/** That what is typed is kept. */
export function SavedNote(props: { saved?: { at: Date; failed?: boolean } }) {
  const { saved } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <Text
      as="p"
      variant="body-small"
      color="secondary"
      className={styles.saved}
    >
      {saved &&
        (saved.failed
          ? t('filing.draft.failed')
          : t('filing.draft.saved', {
              time: DateTime.fromJSDate(saved.at).toFormat('HH:mm'),
            }))}
    </Text>
  );
}

/** That filing failed, why, and that nothing is lost; or that it had worked after all. */
export function FailureNote(props: {
  reason?: string;
  earlier?: Postmortem;
  onRetry(): void;
}) {
  const { reason, earlier, onRetry } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const documentRoute = useRouteRef(documentRouteRef);
  const note = useRef<HTMLDivElement>(null);
  const shown = reason ?? earlier?.id;
  useEffect(() => {
    if (shown) {
      note.current?.focus();
    }
  }, [shown]);

  if (earlier) {
    return (
      <Alert
        ref={note}
        tabIndex={-1}
        role="alert"
        status="warning"
        icon
        title={t('filing.failed.already')}
        customActions={
          <ButtonLink
            size="small"
            href={documentRoute({ reference: earlier.reference })}
          >
            {t('filing.failed.open', { reference: earlier.reference })}
          </ButtonLink>
        }
      />
    );
  }
  return reason ? (
    <Alert
      ref={note}
      tabIndex={-1}
      role="alert"
      status="danger"
      icon
      title={t('filing.failed.title')}
      description={t('filing.failed.description', { reason })}
      customActions={
        <Button size="small" variant="secondary" onPress={onRetry}>
          {t('filing.actions.retry')}
        </Button>
      }
    />
  ) : null;
}
