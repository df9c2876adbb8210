import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  Incident,
  IncidentFilter,
  IncidentFlag,
  IncidentQuery,
  IncidentSeries,
  IncidentSource,
  Page,
  ParsedIncidentInput,
  ParsedIncidentPatch,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { IfMatch } from '../http';

/**
 * Incidents as a caller may see and change them. Every method checks the caller's permissions.
 */
export interface IncidentService {
  /** A denied caller gets an empty page. */
  list(
    query: IncidentQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<Page<Incident>>;
  series(
    filter: IncidentFilter,
    options: { credentials: BackstageCredentials },
  ): Promise<IncidentSeries>;
  /**
   * @param idOrReference - an id, or a reference such as `INC-12`
   * @throws NotFoundError where it does not exist or the caller may not read it
   */
  get(
    idOrReference: string,
    options: { credentials: BackstageCredentials },
  ): Promise<Incident>;
  /** @throws InputError, NotAllowedError */
  create(
    input: ParsedIncidentInput,
    options: { credentials: BackstageCredentials },
  ): Promise<Incident>;
  /**
   * Checks the caller's rights and input and prepares the incident without storing it: for filing
   * it together with something else in one transaction, see {@link IncidentRecorder.insert}.
   *
   * @throws InputError, NotAllowedError
   */
  prepare(
    input: ParsedIncidentInput,
    options: { credentials: BackstageCredentials },
  ): Promise<PreparedIncident>;
  /** @throws InputError, NotAllowedError, NotFoundError, PreconditionFailedError */
  update(
    idOrReference: string,
    patch: ParsedIncidentPatch,
    options: { credentials: BackstageCredentials; ifMatch: IfMatch },
  ): Promise<Incident>;
  /** @throws ConflictError while a postmortem covers it */
  delete(
    idOrReference: string,
    options: { credentials: BackstageCredentials; ifMatch?: IfMatch },
  ): Promise<void>;
}

/** Who recorded something, when, and how strictly it is checked. */
export interface Provenance {
  /** Entity ref of the author, or the principal of a service. */
  by: string;
  /** ISO 8601; now when absent. */
  at?: string;
  source?: IncidentSource;
  /**
   * Keeps times that are out of order, and unknown severities and entities, and flags them, as
   * befits what another tool says. Without it they are refused.
   */
  lenient?: boolean;
  /** `never` for imports: no postmortem is ever required. Default `policy`. */
  decide?: 'policy' | 'never';
  flags?: IncidentFlag[];
}

/** An incident that is checked and decided and only waits to be stored. */
export interface PreparedIncident {
  /** As it will be, but for the reference and the etag that storing it gives. */
  incident: Omit<Incident, 'reference' | 'etag' | 'postmortem'>;
  /** Each affected entity with itself and with everything above it. */
  scopes: Array<{ entityRef: string; ref: string }>;
  /** The policy is never asked about it. */
  exempt: boolean;
}

/**
 * Writes incidents without asking for permissions: for routers that have asked, for imports and
 * for seeding.
 *
 * Preparing asks the catalog and the policy, which read the database themselves. It must never
 * happen inside a transaction: SQLite has one connection, and the two would wait for each other.
 */
export interface IncidentRecorder {
  /**
   * Checks references and severity, takes the ownership snapshot and decides by the policy.
   *
   * @throws InputError
   */
  prepare(
    input: ParsedIncidentInput,
    provenance: Provenance,
  ): Promise<PreparedIncident>;
  /** Stores what was prepared. Asks nobody. */
  insert(prepared: PreparedIncident, tx: Knex.Transaction): Promise<Incident>;
  /** Prepares and stores in a transaction of its own: all of it or nothing. */
  record(input: ParsedIncidentInput, provenance: Provenance): Promise<Incident>;
  /**
   * Changes an incident by the same rules, in a transaction of its own.
   *
   * @throws NotFoundError, InputError, PreconditionFailedError
   */
  revise(
    id: string,
    patch: ParsedIncidentPatch,
    provenance: Provenance,
    options?: { ifMatch?: IfMatch },
  ): Promise<Incident>;
  /** Finds what a source has recorded before, for one query whatever the number of ids. */
  findBySource(
    provider: string,
    externalIds: string[],
  ): Promise<Map<string, Incident>>;
}
