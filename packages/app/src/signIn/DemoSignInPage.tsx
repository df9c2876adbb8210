import { useEffect, useRef, useState } from 'react';
import {
  configApiRef,
  discoveryApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Progress } from '@backstage/core-components';
import { Alert, Avatar, Text } from '@backstage/ui';
import { ResponseError } from '@backstage/errors';
import { Logo } from '../nav/Logo';
import { DemoIdentity, forgetUser, rememberedUser } from './DemoIdentity';
import { readDemoUsers } from './demoUsers';
import styles from './DemoSignInPage.module.css';

/** Offers the people of the example organisation; a reload keeps the choice. */
export function DemoSignInPage({ onSignInSuccess }: SignInPageProps) {
  const config = useApi(configApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const [users] = useState(() => readDemoUsers(config));
  const [signingInAs, setSigningInAs] = useState(rememberedUser);
  const [error, setError] = useState<Error>();
  const resumed = useRef(false);

  async function signIn(userEntityRef: string) {
    setError(undefined);
    setSigningInAs(userEntityRef);
    try {
      onSignInSuccess(await DemoIdentity.signIn(userEntityRef, discoveryApi));
    } catch (e) {
      forgetUser();
      setError(e as Error);
      setSigningInAs(undefined);
    }
  }

  useEffect(() => {
    if (signingInAs && !resumed.current) {
      signIn(signingInAs);
    }
    resumed.current = true;
    // Only once, for the person remembered from before the page was loaded
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  if (signingInAs) {
    return <Progress aria-label="Signing in" />;
  }

  return (
    <main className={styles.page}>
      <div className={styles.content}>
        <header className={styles.header}>
          <Logo className={styles.logo} />
          <div>
            <Text as="h1" variant="title-medium">
              {config.getOptionalString('app.title') ?? 'Hindsight'}
            </Text>
            <Text as="p" color="secondary">
              Incident postmortems that live in the software catalog
            </Text>
          </div>
        </header>

        {error && (
          <Alert
            status="danger"
            title="That sign-in did not work"
            description={explain(error)}
          />
        )}

        <section aria-labelledby="demo-users">
          <Text as="h2" variant="title-x-small" id="demo-users">
            Who do you want to be?
          </Text>
          <Text as="p" color="secondary">
            This is a demo with an example organisation. A second browser, or a
            private window, can be somebody else at the same time.
          </Text>
          {users.length === 0 ? (
            <Alert
              status="info"
              title="No demo users are configured"
              description="List them under demo.users in the app configuration."
            />
          ) : (
            <ul className={styles.users}>
              {users.map(user => (
                <li key={user.entityRef}>
                  <button
                    type="button"
                    className={styles.user}
                    onClick={() => signIn(user.entityRef)}
                  >
                    <Avatar
                      src=""
                      name={user.displayName}
                      size="large"
                      purpose="decoration"
                    />
                    <span className={styles.words}>
                      <Text weight="bold">{user.displayName}</Text>
                      {user.role && (
                        <Text variant="body-small">{user.role}</Text>
                      )}
                      {user.shows && (
                        <Text variant="body-small">Shows {user.shows}</Text>
                      )}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </main>
  );
}

/** What the backend said, rather than the status it said it with. */
function explain(error: Error): string {
  return error instanceof ResponseError ? error.cause.message : error.message;
}
