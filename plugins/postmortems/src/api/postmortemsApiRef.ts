import { createApiRef } from '@backstage/core-plugin-api';
import type { PostmortemsApi } from '@hindsight/plugin-postmortems-common';

/**
 * The postmortems backend, as the signed-in user may use it.
 *
 * @public
 */
export const postmortemsApiRef = createApiRef<PostmortemsApi>({
  id: 'plugin.postmortems.service',
});
