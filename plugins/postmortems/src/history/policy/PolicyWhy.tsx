import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import type {
  EffectivePolicy,
  PolicyReviewer,
  PolicySource,
} from '@hindsight/plugin-postmortems-common';
import type { ReactNode } from 'react';
import { useSettings } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';
import styles from './PolicyLine.module.css';
import {
  NO_THRESHOLD,
  policyDurationText,
  ReviewerName,
} from './PolicySentence';

/** Every value of the policy with the places that it comes from. */
export function PolicyWhy(props: { policy: EffectivePolicy }) {
  const { policy } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const { settings } = useSettings();
  const {
    severityThreshold,
    frequencyThreshold,
    publishWithin,
    template,
    reviewers,
    approvals,
    actionItemDue,
    visibility,
  } = policy;
  const due = Object.entries(actionItemDue.value);

  return (
    <dl className={styles.values}>
      <Value
        label={t('history.policy.value.severityThreshold')}
        sources={severityThreshold.sources}
      >
        {severityThreshold.value === NO_THRESHOLD
          ? t('history.policy.value.severityThresholdNone')
          : severityThreshold.value}
      </Value>
      {frequencyThreshold && (
        <Value
          label={t('history.policy.value.frequencyThreshold')}
          sources={frequencyThreshold.sources}
        >
          {t('history.policy.value.frequencyThresholdValue', {
            number: `${frequencyThreshold.value.count}`,
            window: policyDurationText(frequencyThreshold.value.window),
          })}
        </Value>
      )}
      <Value label={t('history.policy.value.reviewers')} sources={[]}>
        {reviewers.length === 0 ? (
          t('history.policy.value.reviewersNone')
        ) : (
          <ul className={styles.list}>
            {reviewers.map((reviewer, place) => (
              <li key={reviewer.entityRef ?? `redacted-${place}`}>
                <ReviewerLine reviewer={reviewer} />
              </li>
            ))}
          </ul>
        )}
      </Value>
      <Value
        label={t('history.policy.value.approvals')}
        sources={approvals.sources}
      >
        {approvals.value}
      </Value>
      <Value
        label={t('history.policy.value.publishWithin')}
        sources={publishWithin.sources}
      >
        {policyDurationText(publishWithin.value)}
      </Value>
      <Value
        label={t('history.policy.value.template')}
        sources={template.sources}
      >
        {settings?.templates.find(({ key }) => key === template.value)?.title ??
          template.value}
      </Value>
      {due.length > 0 && (
        <Value
          label={t('history.policy.value.actionItemDue')}
          sources={actionItemDue.sources}
        >
          {due
            .map(([priority, length]) =>
              t('history.policy.value.actionItemDueValue', {
                priority,
                duration: policyDurationText(length),
              }),
            )
            .join(', ')}
        </Value>
      )}
      <Value
        label={t('history.policy.value.visibility')}
        sources={visibility.sources}
      >
        {visibility.value === 'restricted'
          ? t('history.policy.value.visibilityRestricted')
          : t('history.policy.value.visibilityInternal')}
      </Value>
    </dl>
  );
}

function Value(props: {
  label: string;
  sources: PolicySource[];
  children: ReactNode;
}) {
  const { label, sources, children } = props;
  return (
    <div className={styles.value}>
      <dt>{label}</dt>
      <dd>
        {children} <Sources sources={sources} />
      </dd>
    </div>
  );
}

function ReviewerLine(props: { reviewer: PolicyReviewer }) {
  const { required, unresolved, fallback, because } = props.reviewer;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return (
    <>
      <ReviewerName reviewer={props.reviewer} />
      {unresolved && (
        <Text color="warning">
          {` (${t('history.policy.value.reviewerUnresolved')}`}
          {fallback && (
            <>
              {'; '}
              {t('history.policy.value.reviewerFallback', {
                fallback: <EntityRefLink entityRef={fallback} hideIcon />,
              })}
            </>
          )}
          )
        </Text>
      )}
      {!required && (
        <Text color="secondary">{` (${t(
          'history.policy.value.reviewerOptional',
        )})`}</Text>
      )}{' '}
      <Sources sources={because} />
    </>
  );
}

function Sources(props: { sources: PolicySource[] }) {
  return (
    <span className={styles.sources}>
      {props.sources.map(source => (
        <span key={JSON.stringify(source)} className={styles.source}>
          <Source source={source} />
        </span>
      ))}
    </span>
  );
}

function Source(props: { source: PolicySource }) {
  const { kind, entityRef, annotation, rule, enforced } = props.source;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  switch (kind) {
    case 'annotation':
      return entityRef ? (
        <span
          title={
            annotation &&
            t('history.policy.source.annotationKey', { annotation })
          }
        >
          {t('history.policy.source.annotation', {
            entity: <EntityRefLink entityRef={entityRef} hideIcon />,
          })}
        </span>
      ) : (
        <>{t('history.policy.source.redacted')}</>
      );
    case 'rule':
      return (
        <>
          {t(
            enforced
              ? 'history.policy.source.ruleEnforced'
              : 'history.policy.source.rule',
            { rule: rule ?? '' },
          )}
        </>
      );
    case 'manual':
      return <>{t('history.policy.source.manual')}</>;
    default:
      return <>{t('history.policy.source.default')}</>;
  }
}
