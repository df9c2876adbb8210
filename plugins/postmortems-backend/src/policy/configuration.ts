import type { FilterPredicate } from '@backstage/filter-predicates';
import type {
  FrequencyThreshold,
  Priority,
  SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { NONE, ReviewerToken } from './values';

/** What a rule, or the default, says. */
export interface PolicyValues {
  /** A severity's name, or `none`. */
  severityThreshold?: string;
  frequencyThreshold?: FrequencyThreshold | typeof NONE;
  requiredReviewers?: ReviewerToken[];
  approvals?: number;
  template?: string;
  publishWithin?: string;
  actionItemDue?: Partial<Record<Priority, string>>;
  visibility?: 'internal' | 'restricted';
}

/** An entry of `postmortems.policies`. */
export interface PolicyRule extends PolicyValues {
  title: string;
  filter: FilterPredicate;
  /** Nothing in the catalog can go below what the rule says. */
  enforce: boolean;
}

/** What applies where nothing else does. */
export interface PolicyDefaults extends PolicyValues {
  severityThreshold: string;
  requiredReviewers: ReviewerToken[];
  approvals: number;
  template: string;
  publishWithin: string;
  actionItemDue: Partial<Record<Priority, string>>;
  visibility: 'internal' | 'restricted';
}

/** The configuration of the policy, checked. */
export interface PolicyConfiguration {
  scale: SeverityScale;
  /** In order of precedence. */
  templateKeys: readonly string[];
  rules: readonly PolicyRule[];
  defaults: PolicyDefaults;
  /** ISO 8601; incidents that started before never require a postmortem. */
  requiredSince?: string;
  /** IANA name of the zone whose weekdays are business days. */
  timeZone: string;
  /** How long what the catalog said may be used again, in milliseconds. */
  catalogCacheMillis: number;
}
