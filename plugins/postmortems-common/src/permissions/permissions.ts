import { createPermission } from '@backstage/plugin-permission-common';

/** @public */
export const RESOURCE_TYPE_INCIDENT = 'postmortems-incident';
/** @public */
export const RESOURCE_TYPE_POSTMORTEM = 'postmortems-postmortem';

/** @public */
export const incidentCreatePermission = createPermission({
  name: 'postmortems.incident.create',
  attributes: { action: 'create' },
});
/** @public */
export const incidentReadPermission = createPermission({
  name: 'postmortems.incident.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_INCIDENT,
});
/** @public */
export const incidentUpdatePermission = createPermission({
  name: 'postmortems.incident.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_INCIDENT,
});
/** @public */
export const incidentDeletePermission = createPermission({
  name: 'postmortems.incident.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_INCIDENT,
});
/** @public */
export const postmortemCreatePermission = createPermission({
  name: 'postmortems.postmortem.create',
  attributes: { action: 'create' },
});
/** @public */
export const postmortemReadPermission = createPermission({
  name: 'postmortems.postmortem.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_POSTMORTEM,
});
/** @public */
export const postmortemUpdatePermission = createPermission({
  name: 'postmortems.postmortem.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_POSTMORTEM,
});
/** @public */
export const postmortemDeletePermission = createPermission({
  name: 'postmortems.postmortem.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_POSTMORTEM,
});

/** Every permission that the plugin asks for. @public */
export const postmortemsPermissions = [
  incidentCreatePermission,
  incidentReadPermission,
  incidentUpdatePermission,
  incidentDeletePermission,
  postmortemCreatePermission,
  postmortemReadPermission,
  postmortemUpdatePermission,
  postmortemDeletePermission,
];
