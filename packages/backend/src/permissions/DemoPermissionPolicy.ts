import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createIncidentConditionalDecision,
  createPostmortemConditionalDecision,
  incidentConditions,
  postmortemConditions,
} from '@hindsight/plugin-postmortems-backend/alpha';
import {
  incidentDeletePermission,
  postmortemDeletePermission,
  RESOURCE_TYPE_INCIDENT,
  RESOURCE_TYPE_POSTMORTEM,
} from '@hindsight/plugin-postmortems-common';

/** The team that runs the postmortem programme may change and delete every record. */
const PROGRAMME_TEAM = 'group:default/sre';

const ALLOW = { result: AuthorizeResult.ALLOW } as const;

/**
 * Everybody reads and files. A record is changed by those who took part in the incident and by
 * the owners of what it affected, and deleted by the owners.
 */
export class DemoPermissionPolicy implements PermissionPolicy {
  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const { permission } = request;
    const claims = user?.info.ownershipEntityRefs ?? [];
    if (
      permission.attributes.action === 'read' ||
      claims.includes(PROGRAMME_TEAM)
    ) {
      return ALLOW;
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_INCIDENT)) {
      const owner = incidentConditions.isEntityOwner({ claims });
      return createIncidentConditionalDecision(
        permission,
        isPermission(permission, incidentDeletePermission)
          ? owner
          : { anyOf: [owner, incidentConditions.isParticipant({ claims })] },
      );
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_POSTMORTEM)) {
      const owner = postmortemConditions.isEntityOwner({ claims });
      return createPostmortemConditionalDecision(
        permission,
        isPermission(permission, postmortemDeletePermission)
          ? owner
          : { anyOf: [owner, postmortemConditions.isParticipant({ claims })] },
      );
    }
    return ALLOW;
  }
}
