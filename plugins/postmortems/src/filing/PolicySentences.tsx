import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Text } from '@backstage/ui';
import {
  type EffectivePolicy,
  formatPolicyDuration,
  type IncidentKind,
  parsePolicyDuration,
} from '@hindsight/plugin-postmortems-common';
import { DateTime, Duration } from 'luxon';
import { JoinedList } from '../shared';
import { postmortemsTranslationRef } from '../translation';
import styles from './Filing.module.css';
import type { Translate } from './filingSchema';
import { describeSources, whoAsks, Why } from './Why';

interface Wording {
  t: Translate;
  nameOf(ref: string): string;
}

/**
 * What follows, as one would say it: required or not, by when, who owns it and who reviews it.
 * Each part says where it comes from.
 */
export function PolicySentences(props: {
  policy: EffectivePolicy;
  kind: IncidentKind;
  severity?: string;
  /** The owner that was chosen in place of the proposed one. */
  owner?: string;
  additionalReviewers: string[];
  nameOf(ref: string): string;
}) {
  const { policy, kind, severity, additionalReviewers, nameOf } = props;
  const { t } = useTranslationRef(postmortemsTranslationRef);
  const wording = { t, nameOf };
  const owner = props.owner ?? policy.proposedOwner;
  const ownerReason = t(
    props.owner ? 'filing.follows.chosen' : 'filing.follows.proposedByPolicy',
  );
  const reviewers = [
    ...policy.reviewers.map((reviewer, index) => ({
      key: reviewer.entityRef ?? `hidden-${index}`,
      node: (
        <Why reasons={reviewerReasons(reviewer, wording)}>
          {reviewer.entityRef
            ? nameOf(reviewer.entityRef)
            : t('filing.follows.unnamed')}
        </Why>
      ),
    })),
    ...additionalReviewers.map(ref => ({
      key: ref,
      node: (
        <Why reasons={[t('filing.follows.reviewerAdded')]}>{nameOf(ref)}</Why>
      ),
    })),
  ];
  return (
    <Text as="p" variant="body-large" className={styles.sentences}>
      <RequiredSentence
        policy={policy}
        kind={kind}
        severity={severity}
        wording={wording}
      />{' '}
      <DueSentence policy={policy} wording={wording} />{' '}
      <PeopleSentence
        owner={owner && <Why reasons={[ownerReason]}>{nameOf(owner)}</Why>}
        reviewers={reviewers}
        t={t}
      />{' '}
      {policy.approvals.value > 0 && (
        <Why reasons={describeSources(policy.approvals.sources, wording)}>
          {t('filing.follows.approvals', { count: policy.approvals.value })}
        </Why>
      )}{' '}
      {policy.visibility.value === 'restricted' && (
        <Why reasons={describeSources(policy.visibility.sources, wording)}>
          {t('filing.follows.restricted')}
        </Why>
      )}
    </Text>
  );
}

function PeopleSentence(props: {
  owner?: JSX.Element | '';
  reviewers: Array<{ key: string; node: JSX.Element }>;
  t: Translate;
}) {
  const { owner, reviewers, t } = props;
  const count = reviewers.length;
  const names = <JoinedList items={reviewers} />;
  if (owner) {
    return count > 0
      ? t('filing.follows.ownedAndReviewed', {
          owner,
          reviewers: names,
          count,
        })
      : t('filing.follows.owned', { owner });
  }
  return (
    <>
      {t('filing.follows.nobodys')}{' '}
      {count > 0 && t('filing.follows.reviewed', { reviewers: names, count })}
    </>
  );
}

/** Why somebody reviews: as whose owner, and who says so. */
export function reviewerReasons(
  reviewer: EffectivePolicy['reviewers'][number],
  wording: Wording,
): string[] {
  const { t, nameOf } = wording;
  const token = (
    ['owner', 'system-owner', 'domain-owner', 'dependent-owners'] as const
  ).find(name => name === reviewer.token);
  const reasons = describeSources(reviewer.because, wording);
  if (token) {
    reasons.unshift(t(`filing.why.token.${token}`));
  }
  if (reviewer.unresolved) {
    reasons.unshift(
      reviewer.fallback
        ? t('filing.follows.unresolved', {
            fallback: nameOf(reviewer.fallback),
          })
        : t('filing.follows.unresolvedAlone'),
    );
  }
  return reasons;
}

function RequiredSentence(props: {
  policy: EffectivePolicy;
  kind: IncidentKind;
  severity?: string;
  wording: Wording;
}) {
  const { policy, kind, severity, wording } = props;
  const { t } = wording;
  const { required, severityThreshold, frequencyThreshold } = policy;
  const sources =
    required.sources.length > 0 ? required.sources : severityThreshold.sources;
  const who = (
    <Why reasons={describeSources(sources, wording)}>
      {whoAsks(sources, wording)}
    </Why>
  );
  const threshold = severityThreshold.value;
  if (required.value) {
    switch (required.reason) {
      case 'SEVERITY_REACHED':
        return t('filing.follows.required.severity', { who, threshold });
      case 'FREQUENCY_REACHED':
        return frequencyThreshold ? (
          t('filing.follows.required.frequency', {
            who,
            times: String(frequencyThreshold.value.count),
            window: Duration.fromISO(frequencyThreshold.value.window).toHuman(),
          })
        ) : (
          <>{t('filing.follows.required.other', required)}</>
        );
      case 'BY_HAND':
        return <>{t('filing.follows.required.byHand')}</>;
      default:
        return <>{t('filing.follows.required.other', required)}</>;
    }
  }
  const welcome = t('filing.follows.welcome');
  switch (required.reason) {
    case 'SEVERITY_UNDETERMINED':
      return t('filing.follows.undetermined', { who, threshold });
    case 'SEVERITY_BELOW':
      return (
        <>
          {t('filing.follows.notRequired.below', {
            who,
            threshold,
            severity: severity ?? '',
          })}{' '}
          {welcome}
        </>
      );
    case 'NO_THRESHOLD':
      return (
        <>
          {t('filing.follows.notRequired.noThreshold')} {welcome}
        </>
      );
    case 'NOT_AN_INCIDENT':
      return (
        <>
          {t('filing.follows.notRequired.kind', {
            kind: t(
              kind === 'drill'
                ? 'filing.follows.notRequired.kindDrill'
                : 'filing.follows.notRequired.kindMaintenance',
            ),
          })}{' '}
          {welcome}
        </>
      );
    default:
      return (
        <>
          {t('filing.follows.notRequired.other', required)} {welcome}
        </>
      );
  }
}

function DueSentence(props: { policy: EffectivePolicy; wording: Wording }) {
  const { policy, wording } = props;
  const { t } = wording;
  if (!policy.required.value) {
    return null;
  }
  const within = parsePolicyDuration(policy.publishWithin.value);
  const length = within
    ? formatPolicyDuration(within)
    : policy.publishWithin.value;
  const reasons = describeSources(policy.publishWithin.sources, wording);
  if (!policy.dueAt) {
    return t('filing.follows.dueAfter', {
      length: <Why reasons={reasons}>{length}</Why>,
    });
  }
  const due = DateTime.fromISO(policy.dueAt);
  const when = due.toLocaleString({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: due.hasSame(DateTime.now(), 'year') ? undefined : 'numeric',
  });
  return t('filing.follows.due', {
    when: (
      <Why reasons={[t('filing.follows.within', { length }), ...reasons]}>
        {when}
      </Why>
    ),
  });
}
