import type { Config } from '@backstage/config';
import type {
  PostmortemTemplate,
  SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { PolicyConfiguration } from '../policy/configuration';
import { readPolicyConfiguration } from '../policy/readPolicyConfiguration';
import { readTemplates } from '../templates';
import { readIncidentRoles, type IncidentRole } from './readIncidentRoles';
import { readSeverities } from './readSeverities';

/** What the configuration says about severities, templates, roles and the policy. */
export interface Settings {
  scale: SeverityScale;
  /** In order of precedence. */
  templates: readonly PostmortemTemplate[];
  incidentRoles: readonly IncidentRole[];
  policy: PolicyConfiguration;
}

/**
 * Reads the configuration once, when the backend starts.
 *
 * @throws Error that names the key that is wrong and why
 */
export function readSettings(config: Config): Settings {
  const scale = readSeverities(config);
  const templates = readTemplates(config);
  return {
    scale,
    templates,
    incidentRoles: readIncidentRoles(config),
    policy: readPolicyConfiguration(config, { scale, templates }),
  };
}
