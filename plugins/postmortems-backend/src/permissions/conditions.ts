import { createConditionExports } from '@backstage/plugin-permission-node';
import { incidentResourceRef, postmortemResourceRef } from './resources';
import { incidentRules, postmortemRules } from './rules';

const incidentExports = createConditionExports({
  resourceRef: incidentResourceRef,
  rules: incidentRules,
});

const postmortemExports = createConditionExports({
  resourceRef: postmortemResourceRef,
  rules: postmortemRules,
});

/**
 * Conditions for decisions on incidents: `isEntityOwner`, `isParticipant`, `hasSeverity`,
 * `hasVisibility`, `isAffectedEntityIn`.
 *
 * @alpha
 */
export const incidentConditions = incidentExports.conditions;

/**
 * A conditional decision of a permission policy on incidents.
 *
 * @alpha
 */
export const createIncidentConditionalDecision =
  incidentExports.createConditionalDecision;

/**
 * Conditions for decisions on postmortems, which answer for their incidents.
 *
 * @alpha
 */
export const postmortemConditions = postmortemExports.conditions;

/**
 * A conditional decision of a permission policy on postmortems.
 *
 * @alpha
 */
export const createPostmortemConditionalDecision =
  postmortemExports.createConditionalDecision;
