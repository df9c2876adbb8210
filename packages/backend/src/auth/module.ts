import {
  coreServices,
  createBackendModule,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import {
  demoAuthenticator,
  demoSignInResolver,
  DemoSignIn,
} from './authenticator';

/**
 * Lets anybody be anybody in the example organisation, so that two people can
 * be played in two browsers.
 *
 * It must never meet real data. The check is made here and not in the provider
 * factory, because the auth backend only skips a factory that throws. A
 * production start of this portal has to say `demo.signIn: false` and bring a
 * sign-in of its own.
 */
export const authModuleDemo = createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, logger, providers }) {
        if (config.getOptionalBoolean('demo.signIn') === false) {
          logger.info('Demo sign-in is switched off by demo.signIn');
          return;
        }
        refuseProduction(config);

        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory<DemoSignIn>({
            authenticator: demoAuthenticator,
            signInResolver: demoSignInResolver,
          }),
        });
      },
    });
  },
});

function refuseProduction(config: RootConfigService): void {
  const why = [];
  if (process.env.NODE_ENV === 'production') {
    why.push('NODE_ENV');
  }
  if (config.getOptionalString('auth.environment') === 'production') {
    why.push('auth.environment');
  }
  if (why.length > 0) {
    throw new Error(
      `The demo sign-in lets anybody sign in as anybody and does not start in production (${why.join(
        ' and ',
      )} is production). Set demo.signIn to false and configure a real auth provider.`,
    );
  }
}
