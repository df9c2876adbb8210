import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  incidentCreatePermission,
  postmortemCreatePermission,
} from '@hindsight/plugin-postmortems-common';
import type { Request } from 'express';
import type { AccessService } from '../access';
import type { PostmortemService } from '../postmortems';

/** What each route that creates something asks for. */
const CREATING: ReadonlyArray<[path: RegExp, permission: BasicPermission]> = [
  [/^\/incidents\/?$/i, incidentCreatePermission],
  [/^\/imports\/?$/i, incidentCreatePermission],
  [/^\/postmortems\/?$/i, postmortemCreatePermission],
];

const PART_OF_POSTMORTEM = /^\/postmortems\/([^/]+)\/[^/]+\/?$/i;

/**
 * Checks that a caller still has the right to what a kept answer tells, which may have been
 * withdrawn since.
 *
 * @returns what throws NotAllowedError or NotFoundError where they have not
 */
export function createRepeatGuard(options: {
  access: Pick<AccessService, 'assertAllowed'>;
  postmortems: Pick<PostmortemService, 'resolveReadable'>;
}): (request: Request, credentials: BackstageCredentials) => Promise<void> {
  const { access, postmortems } = options;
  return async (request, credentials) => {
    const [, permission] =
      CREATING.find(([path]) => path.test(request.path)) ?? [];
    if (permission) {
      await access.assertAllowed(permission, { credentials });
      return;
    }
    const part = PART_OF_POSTMORTEM.exec(request.path);
    if (!part) {
      throw new NotAllowedError(`No answer of ${request.path} is sent again`);
    }
    await postmortems.resolveReadable(decodeURIComponent(part[1]), {
      credentials,
    });
  };
}
