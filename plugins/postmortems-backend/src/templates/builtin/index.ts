import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';
import { lightweightTemplate } from './lightweight';
import { securityTemplate } from './security';
import { standardTemplate } from './standard';

/**
 * The templates that are there without configuration. The order decides where several affected
 * entities ask for different ones: the first wins, so the most demanding stands first.
 */
export const BUILT_IN_TEMPLATES: readonly PostmortemTemplate[] = [
  securityTemplate,
  standardTemplate,
  lightweightTemplate,
];
