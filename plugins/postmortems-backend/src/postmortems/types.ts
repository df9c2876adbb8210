import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  Page,
  ParsedPostmortemInput,
  ParsedPostmortemPatch,
  Postmortem,
  PostmortemQuery,
  PostmortemStatus,
  PostmortemSummary,
  Section,
} from '@hindsight/plugin-postmortems-common';
import type { IfMatch } from '../http';

interface CallerOptions {
  credentials: BackstageCredentials;
}

/**
 * Postmortems as a caller may see and change them. Every method checks the caller's permissions;
 * what the caller may not read does not exist: NotFoundError.
 */
export interface PostmortemService {
  /** A denied caller gets an empty page. */
  list(
    query: PostmortemQuery,
    options: CallerOptions,
  ): Promise<Page<PostmortemSummary>>;
  /** @param idOrReference - an id, or a reference such as `PM-12` */
  get(idOrReference: string, options: CallerOptions): Promise<Postmortem>;
  /**
   * Files a draft, together with its incident where that is new: both are stored, or neither.
   *
   * @throws InputError, NotAllowedError, NotFoundError; ConflictError where another postmortem
   * covers the incident
   */
  create(
    input: ParsedPostmortemInput,
    options: CallerOptions,
  ): Promise<Postmortem>;
  /** @throws InputError, NotAllowedError, ConflictError, PreconditionFailedError */
  update(
    idOrReference: string,
    patch: ParsedPostmortemPatch,
    options: CallerOptions & { ifMatch: IfMatch },
  ): Promise<Postmortem>;
  /** @throws NotAllowedError, ConflictError where it has been published, PreconditionFailedError */
  delete(
    idOrReference: string,
    options: CallerOptions & { ifMatch?: IfMatch },
  ): Promise<void>;
  /**
   * @throws NotAllowedError, ConflictError where the postmortem is no draft, PayloadTooLargeError,
   * PreconditionFailedError
   */
  saveSection(
    idOrReference: string,
    key: string,
    markdown: string,
    options: CallerOptions & { ifMatch: IfMatch },
  ): Promise<Section>;
  /**
   * The id of a postmortem that the caller may read.
   */
  resolveReadable(
    idOrReference: string,
    options: CallerOptions,
  ): Promise<string>;
  /**
   * The id of a postmortem whose content the caller may change now.
   *
   * @throws NotAllowedError, ConflictError where the postmortem is no draft
   */
  resolveEditable(
    idOrReference: string,
    options: CallerOptions,
  ): Promise<string>;
}

/** What a postmortem is recorded from, where nobody asks for permissions. */
export interface PostmortemRecord {
  /** The main incident. */
  incidentId: string;
  /** Ids of further incidents that the document covers. */
  alsoCovers?: string[];
  /** Key of a template; the policy's where absent. */
  template?: string;
  /** A user or group; the policy's proposal or the author where absent. */
  owner?: string;
  /** Reviewers beyond those that the policy requires. */
  additionalReviewers?: string[];
  /** Default `draft`. */
  status?: PostmortemStatus;
  /** ISO 8601, for what has been published. */
  publishedAt?: string;
  /** Markdown by section key; the other sections of the template stay empty. */
  sections?: Record<string, string>;
}

/** Who recorded a postmortem, and when. */
export interface PostmortemProvenance {
  /** Entity ref of the author, or the principal of a service. */
  by: string;
  /** ISO 8601; now when absent. */
  at?: string;
}

/**
 * Writes postmortems without asking for permissions: for a service that has asked, and for
 * seeding.
 */
export interface PostmortemRecorder {
  /**
   * Checks the template and the sections, asks the policy for reviewers, and stores all of it or
   * nothing.
   *
   * @returns the id
   * @throws InputError; ConflictError where another postmortem covers the incident
   */
  record(
    record: PostmortemRecord,
    provenance: PostmortemProvenance,
  ): Promise<Postmortem>;
}
