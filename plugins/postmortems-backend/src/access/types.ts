import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  BasicPermission,
  PermissionCriteria,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { Visibility } from '@hindsight/plugin-postmortems-common';

/** Who asks. A service has no claims: it takes part in nothing and owns nothing. */
export interface Reader {
  /** Absent for services. */
  userRef?: string;
  /** The user and the groups that it is a direct member of. */
  claims: string[];
  /** The claims and all groups above them: a member of a child group can review for its parents. */
  reviewerClaims: string[];
}

/**
 * One condition on an incident or a postmortem, which SQL can check. A postmortem has the owners,
 * participants and affected entities of all its incidents, the severity of its main one, and the
 * strictest visibility.
 *
 * @alpha
 */
export type AccessCriterion =
  | { rule: 'owner'; refs: string[] }
  | { rule: 'participant'; refs: string[] }
  | { rule: 'affected'; refs: string[] }
  | { rule: 'severity'; severities: string[] }
  | { rule: 'visibility'; visibility: Visibility };

/**
 * What the conditions are checked against where one record is at hand.
 *
 * @alpha
 */
export interface AccessFacts {
  id: string;
  /** Owners of the affected entities when they were recorded. */
  owners: string[];
  participants: string[];
  affected: string[];
  /** `undetermined` where there is none. */
  severity: string;
  visibility: Visibility;
}

/**
 * Which affected entities the reader may see: all, or those that a resolution in the table
 * `visible_refs` lists.
 */
export type EntityVisibility = 'all' | { scope: string };

/** What a reader may do with records, in the form that SQL needs. */
export interface AccessScope {
  reader: Reader;
  conditions: 'all' | 'none' | PermissionCriteria<AccessCriterion>;
  entities: EntityVisibility;
}

/** Asks what a caller may do. */
export interface AccessService {
  getReader(credentials: BackstageCredentials): Promise<Reader>;
  /**
   * The scope of each permission on incidents or postmortems, in their order, for one call to the
   * permission service. The right to read the affected entities in the catalog is part of each.
   */
  getScopes<const T extends readonly ResourcePermission[]>(
    permissions: T,
    options: { credentials: BackstageCredentials },
  ): Promise<{ [K in keyof T]: AccessScope }>;
  /** @throws NotAllowedError */
  assertAllowed(
    permission: BasicPermission,
    options: { credentials: BackstageCredentials },
  ): Promise<void>;
}
