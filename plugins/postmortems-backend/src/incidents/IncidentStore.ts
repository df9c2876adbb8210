import type {
  Incident,
  IncidentFilter,
  IncidentQuery,
  IncidentSeries,
  Page,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessScope } from '../access';
import type { IncidentCounter } from '../policy/types';
import type { PreparedIncident } from './types';

/** An incident with what only the backend needs of it. */
export interface StoredIncident {
  incident: Incident;
  scopes: PreparedIncident['scopes'];
  exempt: boolean;
}

/**
 * Incidents in the database. Reads take the scope of the reader and answer nothing beyond it;
 * reads for the plugin's own work say so in their names.
 */
export interface IncidentStore extends IncidentCounter {
  list(query: IncidentQuery, access: AccessScope): Promise<Page<Incident>>;
  series(filter: IncidentFilter, access: AccessScope): Promise<IncidentSeries>;
  /** @param idOrReference - an id, or a reference such as `INC-12` in either case */
  find(
    idOrReference: string,
    access: AccessScope,
  ): Promise<Incident | undefined>;
  /** Which of the incidents the scope covers, for one query. */
  filterIds(ids: string[], access: AccessScope): Promise<Set<string>>;
  /**
   * Which of the postmortems the scope, one of postmortems, covers, for one query.
   *
   * @param incidentAccess - must cover each of their incidents, where it is given
   */
  filterPostmortemIds(
    ids: string[],
    access: AccessScope,
    incidentAccess?: AccessScope,
  ): Promise<Set<string>>;
  /** Which of the entities the reader may see in the catalog, or are gone from it. */
  filterEntityRefs(refs: string[], access: AccessScope): Promise<Set<string>>;

  /** Whatever anybody may see of it. */
  findUnrestricted(idOrReference: string): Promise<StoredIncident | undefined>;
  /** By the ids that the source gives, whatever anybody may see of them. */
  findBySourceUnrestricted(
    provider: string,
    externalIds: string[],
  ): Promise<Map<string, Incident>>;
  /**
   * Whether following `duplicateOf` or `followsFrom` from one incident arrives at the other.
   */
  leadsTo(
    relation: 'duplicateOf' | 'followsFrom',
    fromId: string,
    toId: string,
  ): Promise<boolean>;

  /** @throws ConflictError where the source's record is stored already */
  insert(prepared: PreparedIncident, tx: Knex.Transaction): Promise<Incident>;
  /**
   * Replaces what is stored.
   *
   * @returns undefined where the etag is no longer the one that was read
   */
  replace(
    prepared: PreparedIncident,
    expectedEtag: string,
    tx: Knex.Transaction,
  ): Promise<Incident | undefined>;
  /**
   * @returns `stale` where the etag is no longer the one that was read, `covered` where a
   * postmortem needs it
   */
  delete(
    id: string,
    expectedEtag: string,
    tx: Knex.Transaction,
  ): Promise<'deleted' | 'stale' | 'covered'>;
}
