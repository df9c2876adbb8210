import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Alert, Button, Skeleton, Text } from '@backstage/ui';
import type {
  EffectivePolicy,
  PolicyWarning,
} from '@hindsight/plugin-postmortems-common';
import { RiScales3Line } from '@remixicon/react';
import { useId, useState, type ReactNode } from 'react';
import type { RequestState } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './PolicyLine.module.css';
import { PolicySentence } from './PolicySentence';
import { PolicyWhy } from './PolicyWhy';

/** The policy in one line, where each of its values comes from, and what is wrong with it. */
export function PolicyLine(props: {
  request: RequestState<EffectivePolicy>;
  /** What stands beside the line. */
  action?: ReactNode;
}) {
  const { request, action } = props;
  const { value: policy, error, retry } = request;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const [open, setOpen] = useState(false);
  const panelId = useId();

  if (error && !policy) {
    return (
      <div className={styles.head}>
        <div className={styles.line} role="alert">
          <Text color="secondary">{t('history.policy.failed')}</Text>
          <Button size="small" variant="tertiary" onPress={retry}>
            {t('history.policy.retry')}
          </Button>
        </div>
        {action}
      </div>
    );
  }
  if (!policy) {
    return (
      <div className={styles.head}>
        <div
          className={styles.line}
          role="status"
          aria-label={t('history.policy.loading')}
        >
          <Skeleton width="min(36rem, 90%)" height="1.5rem" />
        </div>
        {action}
      </div>
    );
  }
  return (
    <section aria-label={t('history.policy.label')}>
      <div className={styles.head}>
        <p className={styles.line}>
          <RiScales3Line size={16} aria-hidden className={styles.icon} />
          <span>
            <PolicySentence policy={policy} />
            {' · '}
            <button
              type="button"
              className={styles.why}
              aria-expanded={open}
              aria-controls={panelId}
              onClick={() => setOpen(!open)}
            >
              {t('history.policy.why')}
            </button>
          </span>
        </p>
        {action}
      </div>
      <div id={panelId} hidden={!open} className={styles.panel}>
        {open && <PolicyWhy policy={policy} />}
      </div>
      {policy.warnings.length > 0 && (
        <Alert
          status="warning"
          icon
          className={styles.warnings}
          title={t('history.policy.warningTitle', {
            count: policy.warnings.length,
          })}
          description={
            <ul className={styles.list}>
              {policy.warnings.map(warning => (
                <li key={JSON.stringify(warning)}>
                  <Warning warning={warning} />
                </li>
              ))}
            </ul>
          }
        />
      )}
    </section>
  );
}

function Warning(props: { warning: PolicyWarning }) {
  const { entityRef, annotation, rule, value, message } = props.warning;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <>
      {entityRef && <EntityRefLink entityRef={entityRef} hideIcon />}{' '}
      {annotation && <code>{`${annotation}: ${value}`}</code>}
      {rule && t('history.policy.source.rule', { rule })}
      {' – '}
      {message}
    </>
  );
}
