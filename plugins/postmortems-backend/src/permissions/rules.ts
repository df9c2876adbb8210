import {
  createPermissionRule,
  type PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import { visibilitySchema } from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import type { AccessCriterion, AccessFacts } from '../access';
import { incidentResourceRef, postmortemResourceRef } from './resources';

// Entity references are kept in lower case; a policy may write them as it likes.
function canonical(refs: string[]): string[] {
  return refs.map(ref => ref.toLocaleLowerCase('en-US'));
}

function includesAny(refs: string[], wanted: string[]): boolean {
  const set = new Set(canonical(wanted));
  return refs.some(ref => set.has(ref));
}

/** The same rules for both kinds of record: a postmortem answers for its incidents. */
function createRules<T extends string>(
  resourceRef: PermissionResourceRef<
    AccessFacts,
    AccessCriterion,
    T,
    'postmortems'
  >,
  record: string,
) {
  return {
    isEntityOwner: createPermissionRule({
      name: 'IS_ENTITY_OWNER',
      description: `Allow ${record} whose affected entities were owned by one of the claims when they were recorded`,
      resourceRef,
      paramsSchema: z.object({
        claims: z
          .array(z.string())
          .describe(
            'Entity refs of users or groups, such as the ownership refs of the user',
          ),
      }),
      apply: (facts, { claims }) => includesAny(facts.owners, claims),
      toQuery: ({ claims }) => ({ rule: 'owner', refs: canonical(claims) }),
    }),
    isParticipant: createPermissionRule({
      name: 'IS_PARTICIPANT',
      description: `Allow ${record} in which one of the claims took part: as creator, owner, holder of a role or reviewer`,
      resourceRef,
      paramsSchema: z.object({
        claims: z
          .array(z.string())
          .describe(
            'Entity refs of users or groups, such as the ownership refs of the user',
          ),
      }),
      apply: (facts, { claims }) => includesAny(facts.participants, claims),
      toQuery: ({ claims }) => ({
        rule: 'participant',
        refs: canonical(claims),
      }),
    }),
    hasSeverity: createPermissionRule({
      name: 'HAS_SEVERITY',
      description: `Allow ${record} of one of the severities`,
      resourceRef,
      paramsSchema: z.object({
        severities: z
          .array(z.string())
          .describe('Names as configured; undetermined for those without one'),
      }),
      apply: (facts, { severities }) => severities.includes(facts.severity),
      toQuery: ({ severities }) => ({ rule: 'severity', severities }),
    }),
    hasVisibility: createPermissionRule({
      name: 'HAS_VISIBILITY',
      description: `Allow ${record} of a visibility`,
      resourceRef,
      paramsSchema: z.object({
        visibility: visibilitySchema.describe('internal or restricted'),
      }),
      apply: (facts, { visibility }) => facts.visibility === visibility,
      toQuery: ({ visibility }) => ({ rule: 'visibility', visibility }),
    }),
    isAffectedEntityIn: createPermissionRule({
      name: 'IS_AFFECTED_ENTITY_IN',
      description: `Allow ${record} that affected, or were caused by, one of the entities`,
      resourceRef,
      paramsSchema: z.object({
        entityRefs: z.array(z.string()).describe('Entity refs'),
      }),
      apply: (facts, { entityRefs }) => includesAny(facts.affected, entityRefs),
      toQuery: ({ entityRefs }) => ({
        rule: 'affected',
        refs: canonical(entityRefs),
      }),
    }),
  };
}

/** @alpha */
export const incidentRules = createRules(incidentResourceRef, 'incidents');

/** @alpha */
export const postmortemRules = createRules(
  postmortemResourceRef,
  'postmortems',
);
