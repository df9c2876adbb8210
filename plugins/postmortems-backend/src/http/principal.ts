import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';

function isUser(
  credentials: BackstageCredentials,
): credentials is BackstageCredentials<BackstageUserPrincipal> {
  return (credentials.principal as { type?: string }).type === 'user';
}

function isService(
  credentials: BackstageCredentials,
): credentials is BackstageCredentials<BackstageServicePrincipal> {
  return (credentials.principal as { type?: string }).type === 'service';
}

/**
 * Who a record says has written it: the user's entity ref, or `service:` and the subject of a
 * service.
 *
 * @throws NotAllowedError for anybody else
 */
export function principalRef(credentials: BackstageCredentials): string {
  if (isUser(credentials)) {
    return credentials.principal.userEntityRef;
  }
  if (isService(credentials)) {
    return `service:${credentials.principal.subject}`;
  }
  throw new NotAllowedError('Only users and services can do this');
}
