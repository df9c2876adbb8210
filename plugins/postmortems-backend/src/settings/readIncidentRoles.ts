import type { Config } from '@backstage/config';
import type { PostmortemsSettings } from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import { readChecked } from '../config';

/** A role that somebody who files is offered. */
export type IncidentRole = PostmortemsSettings['incidentRoles'][number];

const DEFAULT_INCIDENT_ROLES: readonly IncidentRole[] = [
  { key: 'incident-commander', title: 'Incident commander' },
  { key: 'responder', title: 'Responder' },
  { key: 'communications-lead', title: 'Communications lead' },
  { key: 'scribe', title: 'Scribe' },
];

const rolesSchema = z
  .array(
    z.strictObject({
      key: z
        .string()
        .max(60)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
          message: 'must be lower-case words joined by hyphens',
        }),
      title: z.string().trim().min(1).max(100),
    }),
  )
  .max(50)
  .superRefine((roles, context) => {
    const keys = roles.map(role => role.key);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) !== index) {
        context.addIssue({
          code: 'custom',
          path: [index, 'key'],
          message: `'${key}' is there twice`,
        });
      }
    }
  });

/**
 * Reads `postmortems.incidentRoles`.
 *
 * @throws Error that names the key that is wrong
 */
export function readIncidentRoles(config: Config): readonly IncidentRole[] {
  return (
    readChecked(config, 'postmortems.incidentRoles', rolesSchema) ??
    DEFAULT_INCIDENT_ROLES
  );
}
