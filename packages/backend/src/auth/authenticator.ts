import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  AuthenticationError,
  InputError,
  NotFoundError,
} from '@backstage/errors';
import {
  AuthResolverContext,
  createProxyAuthenticator,
  SignInResolver,
} from '@backstage/plugin-auth-node';

/** Names the catalog user to sign in as, for example `user:default/maya`. */
const DEMO_USER_HEADER = 'x-demo-user';

export interface DemoSignIn {
  userEntityRef: string;
}

export const demoAuthenticator = createProxyAuthenticator<
  void,
  DemoSignIn,
  undefined
>({
  initialize() {},

  async authenticate({ req }) {
    return {
      result: { userEntityRef: readUserRef(req.header(DEMO_USER_HEADER)) },
    };
  },

  async defaultProfileTransform({ userEntityRef }, context) {
    const { entity } = await findUser(userEntityRef, context);
    const profile = (entity.spec?.profile ?? {}) as {
      displayName?: string;
      email?: string;
      picture?: string;
    };
    return {
      profile: {
        displayName: profile.displayName ?? entity.metadata.name,
        email: profile.email,
        picture: profile.picture,
      },
    };
  },
});

export const demoSignInResolver: SignInResolver<DemoSignIn> = (
  { result },
  context,
) => context.signInWithCatalogUser({ entityRef: result.userEntityRef });

function readUserRef(header: string | undefined): string {
  if (!header) {
    throw new AuthenticationError(
      `Name the demo user to sign in as in the header ${DEMO_USER_HEADER}, for example user:default/NAME`,
    );
  }
  let ref;
  try {
    ref = parseEntityRef(header, {
      defaultKind: 'user',
      defaultNamespace: 'default',
    });
  } catch {
    throw new InputError(
      `The header ${DEMO_USER_HEADER} is not an entity ref like user:default/NAME`,
    );
  }
  if (ref.kind.toLocaleLowerCase('en-US') !== 'user') {
    throw new InputError(
      `The header ${DEMO_USER_HEADER} names a ${ref.kind}; only a user can sign in`,
    );
  }
  return stringifyEntityRef(ref);
}

async function findUser(entityRef: string, context: AuthResolverContext) {
  try {
    return await context.findCatalogUser({ entityRef });
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') {
      throw new NotFoundError(
        `There is no ${entityRef} in the catalog (just after the start the catalog may still be loading)`,
      );
    }
    throw error;
  }
}
