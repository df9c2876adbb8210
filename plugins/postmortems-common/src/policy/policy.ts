import { z } from 'zod';
import { queryFlagSchema, repeatable } from '../paging';
import { entityRefSchema } from '../refs';
import { isoTimeSchema } from '../time';

/**
 * Where a value of the policy comes from.
 *
 * @public
 */
export const policySourceSchema = z.object({
  kind: z.enum(['annotation', 'rule', 'default', 'manual']),
  /** The affected entity for which this was looked up; absent where the reader may not see it. */
  forEntityRef: z.string().optional(),
  /** The entity that carries the annotation; absent where the reader may not see it. */
  entityRef: z.string().optional(),
  annotation: z.string().optional(),
  /** Title of the configured rule. */
  rule: z.string().optional(),
  /** The rule is a floor that no annotation can go below. */
  enforced: z.boolean().optional(),
  /** Something was left out because the reader may not see it. */
  redacted: z.boolean().optional(),
});
/** @public */
export type PolicySource = z.infer<typeof policySourceSchema>;

function sourced<T extends z.ZodType>(value: T) {
  return z.object({ value, sources: z.array(policySourceSchema) });
}

/** A value and the places that it comes from. @public */
export interface Sourced<T> {
  value: T;
  sources: PolicySource[];
}

/** Somebody who must review, and why. @public */
export const reviewerSchema = z.object({
  entityRef: z.string(),
  /** As the policy words it: `owner`, `system-owner`, `domain-owner`, `dependent-owners`, or a reference. */
  token: z.string(),
  required: z.boolean(),
  because: z.array(policySourceSchema),
  /** The catalog does not know this reference; `fallback` stands in for it. */
  unresolved: z.boolean().optional(),
  fallback: z.string().optional(),
});
/** @public */
export type Reviewer = z.infer<typeof reviewerSchema>;

/**
 * Somebody who must review as a reader of the policy sees it: without a name where the reader may
 * not see the user or group.
 *
 * @public
 */
export const policyReviewerSchema = reviewerSchema.extend({
  entityRef: z.string().optional(),
  /** Absent where it would name what the reader may not see. */
  token: z.string().optional(),
  /** Something was left out because the reader may not see it. */
  redacted: z.boolean().optional(),
});
/** @public */
export type PolicyReviewer = z.infer<typeof policyReviewerSchema>;

/** An annotation or rule whose value cannot be used. @public */
export const policyWarningSchema = z.object({
  entityRef: z.string().optional(),
  annotation: z.string().optional(),
  rule: z.string().optional(),
  /** Empty where the reader may not see the entity that carries it. */
  value: z.string(),
  message: z.string(),
  /** Something was left out because the reader may not see it. */
  redacted: z.boolean().optional(),
});
/** @public */
export type PolicyWarning = z.infer<typeof policyWarningSchema>;

/** @public */
export const priorities = ['P0', 'P1', 'P2', 'P3'] as const;
/** @public */
export type Priority = (typeof priorities)[number];

/** @public */
export const frequencyThresholdSchema = z.object({
  /** The how-manieth incident within the window requires a postmortem. */
  count: z.number().int().min(1),
  /** ISO 8601 duration. */
  window: z.string(),
});
/** @public */
export type FrequencyThreshold = z.infer<typeof frequencyThresholdSchema>;

/**
 * Why a postmortem is required or not. `SEVERITY_UNDETERMINED` says that it cannot be told yet.
 *
 * @public
 */
export const requirementReasonSchema = z.enum([
  'SEVERITY_REACHED',
  'SEVERITY_BELOW',
  'SEVERITY_UNDETERMINED',
  'FREQUENCY_REACHED',
  'NO_THRESHOLD',
  'NO_AFFECTED_ENTITY',
  'NOT_AN_INCIDENT',
  'BEFORE_REQUIRED_SINCE',
  'IMPORTED',
  'BY_HAND',
]);
/** @public */
export type RequirementReason = z.infer<typeof requirementReasonSchema>;

/** @public */
export const effectivePolicySchema = z.object({
  entityRefs: z.array(z.string()),
  severity: z.string().optional(),
  required: z.object({
    value: z.boolean(),
    reason: requirementReasonSchema,
    /** The answer in a sentence. */
    because: z.string(),
    sources: z.array(policySourceSchema),
  }),
  /** Required at this severity or worse; `none` where severity alone never requires one. */
  severityThreshold: sourced(z.string()),
  frequencyThreshold: sourced(frequencyThresholdSchema).optional(),
  publishWithin: sourced(z.string()),
  /** Present where the request says when the incident was resolved and one is required. */
  dueAt: z.string().optional(),
  template: sourced(z.string()),
  reviewers: z.array(policyReviewerSchema),
  approvals: sourced(z.number().int()),
  /** By priority, each a length of time such as `P7D`. */
  actionItemDue: sourced(z.partialRecord(z.enum(priorities), z.string())),
  visibility: sourced(z.enum(['internal', 'restricted'])),
  /** The owner that a new postmortem gets unless somebody says otherwise. */
  proposedOwner: z.string().optional(),
  warnings: z.array(policyWarningSchema),
});
/** @public */
export type EffectivePolicy = z.infer<typeof effectivePolicySchema>;

/** The parameters of `GET /policy`. @public */
export const policyQuerySchema = z.strictObject({
  entityRef: repeatable(entityRefSchema),
  /** Those of the entities that caused the incident; their owner is proposed first. */
  cause: repeatable(entityRefSchema).optional(),
  severity: z.string().max(80).optional(),
  kind: z.enum(['incident', 'drill', 'maintenance']).optional(),
  startedAt: isoTimeSchema.optional(),
  resolvedAt: isoTimeSchema.optional(),
  /** Includes the incident itself in a frequency count only once. */
  incidentId: z.string().max(64).optional(),
  /** Leaves the frequency count out, for pages that only describe the policy. */
  describe: queryFlagSchema.optional(),
});
/** @public */
export type PolicyQuery = z.output<typeof policyQuerySchema>;

/**
 * The decision that an incident stores. It follows the policy until the incident is resolved and
 * is fixed from then on.
 *
 * @public
 */
export const policyDecisionSchema = z.object({
  required: z.boolean(),
  reason: requirementReasonSchema,
  because: z.string(),
  dueAt: z.string().optional(),
  decidedAt: z.string(),
  /** A person's decision; absent where the policy decided. */
  decidedBy: z.string().optional(),
  /** The incident is resolved: the policy may change, the decision does not. */
  fixed: z.boolean(),
  sources: z.array(policySourceSchema),
});
/** @public */
export type PolicyDecision = z.infer<typeof policyDecisionSchema>;
