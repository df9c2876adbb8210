import { ConfigApi } from '@backstage/frontend-plugin-api';

interface DemoUser {
  entityRef: string;
  displayName: string;
  /** What this person does in the example organisation. */
  role?: string;
  /** What there is to see when signed in as this person. */
  shows?: string;
}

export function readDemoUsers(config: ConfigApi): DemoUser[] {
  return (config.getOptionalConfigArray('demo.users') ?? []).map(user => ({
    entityRef: user.getString('entityRef'),
    displayName: user.getString('displayName'),
    role: user.getOptionalString('role'),
    shows: user.getOptionalString('shows'),
  }));
}
