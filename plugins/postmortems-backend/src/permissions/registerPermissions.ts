import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  postmortemsPermissions,
  RESOURCE_TYPE_INCIDENT,
  RESOURCE_TYPE_POSTMORTEM,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  loadIncidentFacts,
  loadPostmortemFacts,
  type AccessServiceOptions,
} from '../access';
import { incidentResourceRef, postmortemResourceRef } from './resources';
import { incidentRules, postmortemRules } from './rules';

/**
 * Tells the permission framework what can be asked about this plugin's records.
 *
 * @returns what turns the conditions of its answers into criteria for SQL
 */
export function registerPermissions(
  registry: PermissionsRegistryService,
  knex: Knex,
): AccessServiceOptions['transformers'] {
  const permissionsOn = (resourceType: string) =>
    postmortemsPermissions.filter(
      permission =>
        permission.type === 'resource' &&
        permission.resourceType === resourceType,
    );
  registry.addPermissions(
    postmortemsPermissions.filter(permission => permission.type === 'basic'),
  );
  registry.addResourceType({
    resourceRef: incidentResourceRef,
    permissions: permissionsOn(RESOURCE_TYPE_INCIDENT),
    rules: Object.values(incidentRules),
    getResources: ids => loadIncidentFacts(knex, ids),
  });
  registry.addResourceType({
    resourceRef: postmortemResourceRef,
    permissions: permissionsOn(RESOURCE_TYPE_POSTMORTEM),
    rules: Object.values(postmortemRules),
    getResources: ids => loadPostmortemFacts(knex, ids),
  });
  return {
    [RESOURCE_TYPE_INCIDENT]: createConditionTransformer(
      registry.getPermissionRuleset(incidentResourceRef),
    ),
    [RESOURCE_TYPE_POSTMORTEM]: createConditionTransformer(
      registry.getPermissionRuleset(postmortemResourceRef),
    ),
  };
}
