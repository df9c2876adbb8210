import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_INCIDENT,
  RESOURCE_TYPE_POSTMORTEM,
} from '@hindsight/plugin-postmortems-common';
import type { AccessCriterion, AccessFacts } from '../access';

/** @alpha */
export const incidentResourceRef = createPermissionResourceRef<
  AccessFacts,
  AccessCriterion
>().with({ pluginId: 'postmortems', resourceType: RESOURCE_TYPE_INCIDENT });

/** @alpha */
export const postmortemResourceRef = createPermissionResourceRef<
  AccessFacts,
  AccessCriterion
>().with({ pluginId: 'postmortems', resourceType: RESOURCE_TYPE_POSTMORTEM });
