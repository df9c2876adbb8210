import { ResponseError } from '@backstage/errors';
import {
  BackstageUserIdentity,
  DiscoveryApi,
  IdentityApi,
  ProfileInfo,
} from '@backstage/frontend-plugin-api';

const REMEMBERED_USER = 'hindsight-demo-user';

/** A new token is fetched this long before the old one expires. */
const EXPIRY_MARGIN_MS = 5 * 60 * 1000;

interface Session {
  profile: ProfileInfo;
  backstageIdentity: {
    token: string;
    expiresInSeconds?: number;
    identity: BackstageUserIdentity;
  };
}

/** The person that this browser was last signed in as. */
export function rememberedUser(): string | undefined {
  return window.localStorage.getItem(REMEMBERED_USER) ?? undefined;
}

export function forgetUser(): void {
  window.localStorage.removeItem(REMEMBERED_USER);
}

/** Signed in as a user of the example organisation. */
export class DemoIdentity implements IdentityApi {
  readonly #userEntityRef: string;
  readonly #discoveryApi: DiscoveryApi;
  #session?: Promise<Session>;
  #renewAt = 0;

  /** Signs in, and remembers the user so that a reload keeps the session. */
  static async signIn(
    userEntityRef: string,
    discoveryApi: DiscoveryApi,
  ): Promise<DemoIdentity> {
    const identity = new DemoIdentity(userEntityRef, discoveryApi);
    await identity.#getSession();
    window.localStorage.setItem(REMEMBERED_USER, userEntityRef);
    return identity;
  }

  private constructor(userEntityRef: string, discoveryApi: DiscoveryApi) {
    this.#userEntityRef = userEntityRef;
    this.#discoveryApi = discoveryApi;
  }

  async getProfileInfo() {
    return (await this.#getSession()).profile;
  }

  async getBackstageIdentity() {
    return (await this.#getSession()).backstageIdentity.identity;
  }

  async getCredentials() {
    return { token: (await this.#getSession()).backstageIdentity.token };
  }

  async signOut() {
    forgetUser();
  }

  #getSession(): Promise<Session> {
    if (!this.#session || Date.now() >= this.#renewAt) {
      this.#renewAt = Number.POSITIVE_INFINITY;
      this.#session = this.#fetchSession().then(
        session => {
          const { expiresInSeconds = 3600 } = session.backstageIdentity;
          this.#renewAt =
            Date.now() +
            Math.max(expiresInSeconds * 1000 - EXPIRY_MARGIN_MS, 30_000);
          return session;
        },
        error => {
          this.#session = undefined;
          throw error;
        },
      );
    }
    return this.#session;
  }

  async #fetchSession(): Promise<Session> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('auth');
    const response = await fetch(`${baseUrl}/demo/refresh`, {
      headers: {
        'x-demo-user': this.#userEntityRef,
        'X-Requested-With': 'XMLHttpRequest',
      },
      credentials: 'include',
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
