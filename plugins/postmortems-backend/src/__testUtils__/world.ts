import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  incidentDeletePermission,
  incidentUpdatePermission,
  postmortemDeletePermission,
  postmortemUpdatePermission,
} from '@hindsight/plugin-postmortems-common';
import {
  createIncidentConditionalDecision,
  createPostmortemConditionalDecision,
  incidentConditions,
  postmortemConditions,
} from '../alpha';
import { ANONYMOUS, entity, SERVICE, type World } from './composedBackend';

/** Everybody who asks. Records are written by Ann. */
export const CALLERS = {
  /** Member of the team that owns an affected entity. */
  owner: 'olga',
  /** Holds a role in the incident. */
  participant: 'pete',
  /** Member of a child group of the group that reviews. */
  reviewer: 'cleo',
  /** May read what is not restricted. */
  stranger: 'sam',
  service: SERVICE,
  /** Cannot see one of the affected entities in the catalog. */
  limited: 'lena',
  /** The policy denies everything. */
  denied: 'dan',
  anonymous: ANONYMOUS,
} as const;
/** A caller by what they are to a record. */
export type CallerName = keyof typeof CALLERS;

const groups: Record<string, string[]> = {
  olga: ['group:default/payments'],
  cleo: ['group:default/council-berlin'],
};

function claimsOf(user: string): string[] {
  return [`user:default/${user}`, ...(groups[user] ?? [])];
}

/** Owners and participants may change records; everybody may read and file. */
export function decide(
  user: string,
  permission: string,
): PolicyDecision | undefined {
  const claims = claimsOf(user);
  if (user === CALLERS.denied) {
    return { result: AuthorizeResult.DENY };
  }
  for (const changing of [incidentUpdatePermission, incidentDeletePermission]) {
    if (permission === changing.name) {
      return createIncidentConditionalDecision(changing, {
        anyOf: [
          incidentConditions.isEntityOwner({ claims }),
          incidentConditions.isParticipant({ claims }),
        ],
      });
    }
  }
  for (const changing of [
    postmortemUpdatePermission,
    postmortemDeletePermission,
  ]) {
    if (permission === changing.name) {
      return createPostmortemConditionalDecision(changing, {
        anyOf: [
          postmortemConditions.isEntityOwner({ claims }),
          postmortemConditions.isParticipant({ claims }),
        ],
      });
    }
  }
  return user === CALLERS.limited && permission === 'catalog.entity.read'
    ? {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions: { rule: 'HAS_LABEL', resourceType: 'catalog-entity' },
      }
    : undefined;
}

const ownedBy = (group: string) => ({
  relations: [{ type: 'ownedBy', targetRef: `group:default/${group}` }],
});

/** A small organisation, in which some see less than others. */
export const world: World = {
  entities: [
    entity('Component', 'checkout', ownedBy('payments')),
    entity('Component', 'vault', {
      ...ownedBy('keepers'),
      annotations: {
        'postmortems/required-reviewers': 'group:default/council',
        'postmortems/severity-threshold': 'SEV2',
        'postmortems/frequency-threshold': '3/P30D',
      },
    }),
    entity('Component', 'shelf', {
      ...ownedBy('payments'),
      annotations: { 'postmortems/frequency-threshold': '3/P30D' },
    }),
    entity('Group', 'payments'),
    entity('Group', 'keepers'),
    entity('Group', 'council'),
    entity('Group', 'council-berlin', {
      relations: [{ type: 'childOf', targetRef: 'group:default/council' }],
    }),
    ...['ann', 'olga', 'pete', 'cleo', 'sam', 'lena', 'dan'].map(name =>
      entity('User', name),
    ),
  ],
  groups,
  hidden: {
    lena: [
      'component:default/vault',
      'group:default/keepers',
      'group:default/council',
    ],
    dan: 'all',
  },
  decide,
};
