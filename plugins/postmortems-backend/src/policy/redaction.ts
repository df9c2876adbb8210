import type {
  EffectivePolicy,
  PolicyDecision,
  PolicyReviewer,
  PolicySource,
  PolicyWarning,
  Reviewer,
} from '@hindsight/plugin-postmortems-common';
import { describeWithoutNames } from './resolution';
import type { ResolvedPolicy } from './types';

/** Tells whether a reader may see an entity of the catalog. */
export type IsVisible = (entityRef: string) => boolean;

function refsOfSource(source: PolicySource): string[] {
  return [source.entityRef, source.forEntityRef].filter(
    (ref): ref is string => ref !== undefined,
  );
}

/** The entities that stored sources name. */
export function refsInSources(sources: readonly PolicySource[]): string[] {
  return [...new Set(sources.flatMap(refsOfSource))];
}

/** The entities that a policy names, all of which the reader's credentials are checked for. */
export function refsInPolicy(policy: ResolvedPolicy): string[] {
  const sources = [
    policy.required,
    policy.severityThreshold,
    policy.frequencyThreshold,
    policy.publishWithin,
    policy.template,
    policy.approvals,
    policy.actionItemDue,
    policy.visibility,
  ].flatMap(value => value?.sources ?? []);
  const reviewers = policy.reviewers.flatMap(reviewer => [
    reviewer.entityRef,
    ...(reviewer.fallback ? [reviewer.fallback] : []),
    ...refsInSources(reviewer.because),
  ]);
  return [
    ...new Set([
      ...refsInSources(sources),
      ...reviewers,
      ...(policy.proposedOwner ? [policy.proposedOwner] : []),
      ...policy.warnings.flatMap(warning => warning.entityRef ?? []),
    ]),
  ];
}

function redactSource(
  source: PolicySource,
  isVisible: IsVisible,
): PolicySource {
  const { entityRef, forEntityRef, ...rest } = source;
  const keepEntity = entityRef === undefined || isVisible(entityRef);
  const keepFor = forEntityRef === undefined || isVisible(forEntityRef);
  if (keepEntity && keepFor) {
    return source;
  }
  return {
    ...rest,
    ...(keepFor && forEntityRef ? { forEntityRef } : {}),
    ...(keepEntity && entityRef ? { entityRef } : {}),
    redacted: true,
  };
}

/** Sources as somebody may see them. */
export function redactSources(
  sources: readonly PolicySource[],
  isVisible: IsVisible,
): PolicySource[] {
  return sources.map(source => redactSource(source, isVisible));
}

function redactReviewer(
  reviewer: Reviewer,
  isVisible: IsVisible,
): PolicyReviewer {
  const { entityRef, token, fallback, ...rest } = reviewer;
  const because = redactSources(reviewer.because, isVisible);
  // Nobody can be granted sight of what does not exist; who sees the place that names it may
  // know the name.
  const visible = reviewer.unresolved
    ? because.some(source => !source.redacted)
    : isVisible(entityRef);
  const keepFallback = fallback !== undefined && isVisible(fallback);
  const isReference = token.includes(':');
  return {
    ...rest,
    because,
    ...(visible ? { entityRef } : { redacted: true }),
    ...(visible || !isReference ? { token } : {}),
    ...(keepFallback ? { fallback } : {}),
  };
}

function redactWarning(
  warning: PolicyWarning,
  isVisible: IsVisible,
): PolicyWarning {
  if (warning.entityRef === undefined || isVisible(warning.entityRef)) {
    return warning;
  }
  return {
    ...(warning.annotation ? { annotation: warning.annotation } : {}),
    ...(warning.rule ? { rule: warning.rule } : {}),
    value: '',
    message: warning.annotation
      ? `A value of ${warning.annotation} cannot be used; it stands on an entity that you may not see`
      : 'Something in the catalog that you may not see is incomplete, so a policy cannot be read',
    redacted: true,
  };
}

/**
 * The policy as somebody may see it: every value stays, and what would name an entity that they
 * may not see is left out and marked.
 */
export function redactPolicy(
  policy: ResolvedPolicy,
  isVisible: IsVisible,
  options: { describe?: boolean } = {},
): EffectivePolicy {
  function redact<T extends { sources: PolicySource[] }>(value: T): T {
    return { ...value, sources: redactSources(value.sources, isVisible) };
  }
  const { proposedOwner, frequencyThreshold, ...rest } = policy;
  const hidden = !refsInSources(policy.required.sources).every(isVisible);
  const because = hidden
    ? describeWithoutNames(policy.required.reason, {
        threshold: policy.severityThreshold.value,
        ...options,
      })
    : undefined;
  return {
    ...rest,
    required: {
      ...redact(policy.required),
      ...(because ? { because } : {}),
    },
    severityThreshold: redact(policy.severityThreshold),
    ...(frequencyThreshold
      ? { frequencyThreshold: redact(frequencyThreshold) }
      : {}),
    publishWithin: redact(policy.publishWithin),
    template: redact(policy.template),
    approvals: redact(policy.approvals),
    actionItemDue: redact(policy.actionItemDue),
    visibility: redact(policy.visibility),
    reviewers: policy.reviewers.map(reviewer =>
      redactReviewer(reviewer, isVisible),
    ),
    ...(proposedOwner && isVisible(proposedOwner) ? { proposedOwner } : {}),
    warnings: policy.warnings.map(warning => redactWarning(warning, isVisible)),
  };
}

/** A stored decision as somebody may see it. */
export function redactDecision(
  decision: PolicyDecision,
  isVisible: IsVisible,
): PolicyDecision {
  if (refsInSources(decision.sources).every(isVisible)) {
    return decision;
  }
  return {
    ...decision,
    because: describeWithoutNames(decision.reason) ?? decision.because,
    sources: redactSources(decision.sources, isVisible),
  };
}
