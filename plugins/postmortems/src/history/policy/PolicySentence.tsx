import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  formatPolicyDuration,
  parsePolicyDuration,
  type EffectivePolicy,
  type PolicyReviewer,
} from '@hindsight/plugin-postmortems-common';
import { JoinedList } from '../../shared';
import { postmortemsTranslationRef } from '../../translation';

/** The value of a threshold that no severity reaches. */
export const NO_THRESHOLD = 'none';

/** A length of time of the policy in words; as it stands where it cannot be read. */
export function policyDurationText(text: string): string {
  const duration = parsePolicyDuration(text);
  return duration ? formatPolicyDuration(duration) : text;
}

/** What will be asked after an incident, in one line. */
export function PolicySentence(props: {
  policy: EffectivePolicy;
  /** Leaves out who reviews. */
  short?: boolean;
}) {
  const { policy, short } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const reviewers = policy.reviewers.filter(({ required }) => required);
  const asksForOne =
    policy.severityThreshold.value !== NO_THRESHOLD ||
    policy.frequencyThreshold !== undefined;

  return (
    <>
      <Requirement policy={policy} />
      {!short && asksForOne && reviewers.length > 0 && (
        <>
          {', '}
          {t('history.policy.reviewedBy', {
            reviewers: (
              <JoinedList
                items={reviewers.map((reviewer, place) => ({
                  key: reviewer.entityRef ?? `redacted-${place}`,
                  node: <ReviewerName reviewer={reviewer} />,
                }))}
              />
            ),
          })}
        </>
      )}
      {policy.visibility.value === 'restricted' &&
        `, ${t('history.policy.restricted')}`}
    </>
  );
}

/** The name of a reviewer, or that the reader may not see whom. */
export function ReviewerName(props: { reviewer: PolicyReviewer }) {
  const { entityRef } = props.reviewer;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  return entityRef ? (
    <EntityRefLink entityRef={entityRef} hideIcon />
  ) : (
    <>{t('history.policy.value.reviewerRedacted')}</>
  );
}

function Requirement(props: { policy: EffectivePolicy }) {
  const { severityThreshold, frequencyThreshold } = props.policy;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const frequency = frequencyThreshold && {
    number: `${frequencyThreshold.value.count}`,
    window: policyDurationText(frequencyThreshold.value.window),
  };
  if (severityThreshold.value === NO_THRESHOLD) {
    return (
      <>
        {frequency
          ? t('history.policy.requiredByFrequency', frequency)
          : t('history.policy.notRequired')}
      </>
    );
  }
  const severity = <strong>{severityThreshold.value}</strong>;
  return frequency
    ? t('history.policy.requiredFromOrFrequency', { severity, ...frequency })
    : t('history.policy.requiredFrom', { severity });
}
