import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { ConditionTransformer } from '@backstage/plugin-permission-node';
import type { PolicyService } from '../policy';
import { ShortCache } from './ShortCache';
import type {
  AccessCriterion,
  AccessScope,
  AccessService,
  EntityVisibility,
  Reader,
} from './types';
import type { VisibleEntities } from './VisibleEntities';

/** How long the groups of a user are remembered. */
const READER_CACHE_MS = 10_000;

const NOBODY: Reader = { claims: [], reviewerClaims: [] };

export interface AccessServiceOptions {
  auth: AuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  policy: PolicyService;
  visibleEntities: VisibleEntities;
  /** The conditions of each resource type as criteria. */
  transformers: Record<string, ConditionTransformer<AccessCriterion>>;
  /** How long decisions are remembered, in milliseconds; 0 for not at all. */
  decisionCacheMillis: number;
}

/** Asks the permission framework and the catalog. */
export class DefaultAccessService implements AccessService {
  readonly #options: AccessServiceOptions;
  readonly #readers = new ShortCache<Reader>(READER_CACHE_MS);
  readonly #decisions: ShortCache<PolicyDecision[]>;

  static create(options: AccessServiceOptions): DefaultAccessService {
    return new DefaultAccessService(options);
  }

  private constructor(options: AccessServiceOptions) {
    this.#options = options;
    this.#decisions = new ShortCache(options.decisionCacheMillis);
  }

  async getReader(credentials: BackstageCredentials): Promise<Reader> {
    const { auth } = this.#options;
    if (!auth.isPrincipal(credentials, 'user')) {
      return NOBODY;
    }
    return this.#readers.get(credentials.principal.userEntityRef, () =>
      this.#readReader(credentials),
    );
  }

  async getScopes<const T extends readonly ResourcePermission[]>(
    permissions: T,
    options: { credentials: BackstageCredentials },
  ): Promise<{ [K in keyof T]: AccessScope }> {
    const { credentials } = options;
    const [reader, decisions] = await Promise.all([
      this.getReader(credentials),
      this.#decide([...permissions, catalogEntityReadPermission], credentials),
    ]);
    const entities = await this.#entities(
      decisions[permissions.length],
      credentials,
    );
    const scopes = permissions.map(
      (permission, i): AccessScope => ({
        reader,
        entities,
        conditions: this.#conditions(permission, decisions[i]),
      }),
    );
    // A mapped tuple cannot be told from the array that fills it.
    return scopes as { [K in keyof T]: AccessScope };
  }

  async assertAllowed(
    permission: BasicPermission,
    options: { credentials: BackstageCredentials },
  ): Promise<void> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission }],
      options,
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(`You may not do this: ${permission.name}`);
    }
  }

  async #readReader(credentials: BackstageCredentials): Promise<Reader> {
    const { userInfo, policy } = this.#options;
    const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
      credentials,
    );
    const claims = [
      ...new Set(
        [userEntityRef, ...ownershipEntityRefs].map(ref =>
          ref.toLocaleLowerCase('en-US'),
        ),
      ),
    ];
    const groups = claims.filter(ref => ref.startsWith('group:'));
    const snapshots =
      groups.length > 0 ? await policy.snapshot(groups) : new Map();
    const above = [...snapshots.values()]
      .flatMap(({ ancestors }): string[] => ancestors)
      .filter(ref => ref.startsWith('group:'));
    return {
      userRef: userEntityRef,
      claims,
      reviewerClaims: [...new Set([...claims, ...above])],
    };
  }

  async #decide(
    permissions: ResourcePermission[],
    credentials: BackstageCredentials,
  ): Promise<PolicyDecision[]> {
    const ask = () =>
      this.#options.permissions.authorizeConditional(
        permissions.map(permission => ({ permission })),
        { credentials },
      );
    const { auth } = this.#options;
    // A service may act with fewer rights than its name tells; users are who they are.
    return auth.isPrincipal(credentials, 'user') && !credentials.principal.actor
      ? this.#decisions.get(
          JSON.stringify([
            credentials.principal.userEntityRef,
            ...permissions.map(({ name }) => name),
          ]),
          ask,
        )
      : ask();
  }

  #conditions(
    permission: ResourcePermission,
    decision: PolicyDecision,
  ): AccessScope['conditions'] {
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return 'all';
      case AuthorizeResult.CONDITIONAL:
        return this.#options.transformers[permission.resourceType](
          decision.conditions,
        );
      default:
        return 'none';
    }
  }

  async #entities(
    decision: PolicyDecision,
    credentials: BackstageCredentials,
  ): Promise<EntityVisibility> {
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return 'all';
      case AuthorizeResult.CONDITIONAL:
        return this.#options.visibleEntities.resolve(
          JSON.stringify(decision.conditions),
          credentials,
        );
      default:
        return this.#options.visibleEntities.resolve('none', undefined);
    }
  }
}
