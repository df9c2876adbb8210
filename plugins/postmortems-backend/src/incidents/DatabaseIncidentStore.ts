import { ConflictError, InputError } from '@backstage/errors';
import {
  DEFAULT_PAGE_SIZE,
  type Incident,
  type IncidentFilter,
  type IncidentQuery,
  type IncidentSeries,
  type Page,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  whereIncidentAccessible,
  whereIncidentsOfPostmortemAccessible,
  wherePostmortemAccessible,
  type AccessScope,
} from '../access';
import { keepRows, newEtag, nextReferenceNumber, toNumber } from '../database';
import { KeysetPage, type Keyed } from '../paging';
import { countIncidents } from './countIncidents';
import { whereIncidentMatches } from './incidentFilters';
import { DEFAULT_INCIDENT_ORDER, INCIDENT_ORDERS } from './incidentOrders';
import {
  incidentReference,
  parseIncidentReference,
  toColumns,
  type IncidentRow,
} from './incidentRows';
import { loadIncidents } from './loadIncidents';
import { queryIncidentSeries } from './incidentSeries';
import type { IncidentStore, StoredIncident } from './IncidentStore';
import { severityWeight, updateSeverityWeights } from './severityWeights';
import type { PreparedIncident } from './types';
import { clearParts, writeParts, writeSearch } from './writeParts';

/** Columns that no reader asks for, and that are long. */
const COLUMNS: ReadonlyArray<keyof IncidentRow> = [
  'id',
  'number',
  'title',
  'summary',
  'severity',
  'status',
  'kind',
  'started_at',
  'detected_at',
  'acknowledged_at',
  'mitigated_at',
  'resolved_at',
  'detection',
  'impact',
  'links',
  'flags',
  'source_provider',
  'source_external_id',
  'source_url',
  'duplicate_of',
  'follows_from',
  'visibility',
  'decision_required',
  'decision_reason',
  'decision_because',
  'decision_due_at',
  'decision_decided_at',
  'decision_decided_by',
  'decision_fixed',
  'decision_exempt',
  'decision_sources',
  'created_at',
  'updated_at',
  'created_by',
  'etag',
];
const SELECTED = COLUMNS.map(column => `incidents.${column}`);

/** Keeps incidents in PostgreSQL or SQLite. */
export class DatabaseIncidentStore implements IncidentStore {
  readonly #knex: Knex;
  readonly #scale: SeverityScale;

  /** Brings the order of severities up to date with the scale. */
  static async create(options: {
    knex: Knex;
    scale: SeverityScale;
  }): Promise<DatabaseIncidentStore> {
    await updateSeverityWeights(options.knex, options.scale);
    return new DatabaseIncidentStore(options.knex, options.scale);
  }

  private constructor(knex: Knex, scale: SeverityScale) {
    this.#knex = knex;
    this.#scale = scale;
  }

  async list(
    query: IncidentQuery,
    access: AccessScope,
  ): Promise<Page<Incident>> {
    const page = KeysetPage.of(
      query,
      INCIDENT_ORDERS[query.order ?? DEFAULT_INCIDENT_ORDER],
    );
    if (access.conditions === 'none') {
      return {
        items: [],
        totalItems: query.total ? 0 : undefined,
        pageInfo: {},
      };
    }
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const selection = this.#select(query, access)
      .select(SELECTED)
      .limit(limit + 1);
    page.apply(selection, this.#knex);
    const found: Keyed<IncidentRow>[] = await selection;
    const { rows, nextCursor, prevCursor } = page.cut(found, limit);
    return {
      items: await loadIncidents(this.#knex, rows),
      totalItems: query.total ? await this.#count(query, access) : undefined,
      pageInfo: { nextCursor, prevCursor },
    };
  }

  async series(
    filter: IncidentFilter,
    access: AccessScope,
  ): Promise<IncidentSeries> {
    return queryIncidentSeries({
      knex: this.#knex,
      select: () => this.#select(filter, access),
      now: Date.now(),
    });
  }

  async find(
    idOrReference: string,
    access: AccessScope,
  ): Promise<Incident | undefined> {
    const query = this.#byIdOrReference(idOrReference).select(SELECTED);
    whereIncidentAccessible(query, access);
    const rows: IncidentRow[] = await query;
    const [incident] = await loadIncidents(this.#knex, rows);
    return incident;
  }

  async filterIds(ids: string[], access: AccessScope): Promise<Set<string>> {
    if (ids.length === 0) {
      return new Set();
    }
    const query = this.#knex('incidents').whereIn('incidents.id', ids);
    whereIncidentAccessible(query, access);
    return new Set(await query.pluck('incidents.id'));
  }

  async filterPostmortemIds(
    ids: string[],
    access: AccessScope,
    incidentAccess?: AccessScope,
  ): Promise<Set<string>> {
    if (ids.length === 0) {
      return new Set();
    }
    const query = this.#knex('postmortems').whereIn('postmortems.id', ids);
    wherePostmortemAccessible(query, access);
    if (incidentAccess) {
      whereIncidentsOfPostmortemAccessible(query, incidentAccess);
    }
    return new Set(await query.pluck('postmortems.id'));
  }

  async filterEntityRefs(
    refs: string[],
    access: AccessScope,
  ): Promise<Set<string>> {
    if (access.entities === 'all' || refs.length === 0) {
      return new Set(refs);
    }
    return new Set(
      await this.#knex('visible_refs')
        .where('scope', access.entities.scope)
        .whereIn('ref', refs)
        .pluck('ref'),
    );
  }

  async findUnrestricted(
    idOrReference: string,
  ): Promise<StoredIncident | undefined> {
    const row: IncidentRow | undefined = await this.#byIdOrReference(
      idOrReference,
    ).first(SELECTED);
    if (!row) {
      return undefined;
    }
    const [incident] = await loadIncidents(this.#knex, [row]);
    const scopes: Array<{ entity_ref: string; ref: string }> = await this.#knex(
      'incident_scopes',
    )
      .where('incident_id', row.id)
      .select('entity_ref', 'ref');
    return {
      incident,
      scopes: scopes.map(({ entity_ref, ref }) => ({
        entityRef: entity_ref,
        ref,
      })),
      exempt: Boolean(row.decision_exempt),
    };
  }

  async findBySourceUnrestricted(
    provider: string,
    externalIds: string[],
  ): Promise<Map<string, Incident>> {
    const rows: IncidentRow[] = await this.#knex('incidents')
      .where('source_provider', provider)
      .whereIn('source_external_id', externalIds)
      .select(SELECTED);
    const incidents = await loadIncidents(this.#knex, rows);
    return new Map(
      incidents.map(incident => [incident.source!.externalId, incident]),
    );
  }

  async leadsTo(
    relation: 'duplicateOf' | 'followsFrom',
    fromId: string,
    toId: string,
  ): Promise<boolean> {
    const column = relation === 'duplicateOf' ? 'duplicate_of' : 'follows_from';
    const reached = await this.#knex
      .withRecursive('chain', ['id'], chain => {
        chain
          .select('id')
          .from('incidents')
          .where('id', fromId)
          .union(next => {
            next
              .select(`incidents.${column} as id`)
              .from('incidents')
              .join('chain', 'chain.id', 'incidents.id')
              .whereNotNull(`incidents.${column}`);
          });
      })
      .from('chain')
      .where('id', toId)
      .first('id');
    return reached !== undefined;
  }

  countIncidents: IncidentStore['countIncidents'] = (windows, options) =>
    countIncidents(this.#knex, windows, options);

  async insert(
    prepared: PreparedIncident,
    tx: Knex.Transaction,
  ): Promise<Incident> {
    const { incident } = prepared;
    const number = await nextReferenceNumber(tx, 'incident');
    const gone = await findGoneRelation(tx, incident);
    if (gone) {
      throw new InputError(`${gone}: that incident was deleted meanwhile`);
    }
    // After the counter, which lets one transaction at a time come here.
    await this.#assertNotRecorded(prepared, tx);
    const etag = newEtag();
    const columns = toColumns(prepared, {
      number,
      severityWeight: severityWeight(this.#scale, incident.severity),
      etag,
    });
    await tx('incidents').insert({
      id: incident.id,
      number,
      created_at: Date.parse(incident.createdAt),
      created_by: incident.createdBy,
      ...columns,
    });
    await writeParts(tx, prepared);
    await writeSearch(tx, number, columns.search_words);
    return { ...incident, reference: incidentReference(number), etag };
  }

  async replace(
    prepared: PreparedIncident,
    expectedEtag: string,
    tx: Knex.Transaction,
  ): Promise<Incident | undefined> {
    const { incident } = prepared;
    // Takes the row first, so that the parts below belong to this write alone.
    const row: IncidentRow | undefined = await lockIncident(tx, incident.id);
    if (row?.etag !== expectedEtag || (await findGoneRelation(tx, incident))) {
      return undefined;
    }
    const columns = toColumns(prepared, {
      number: row.number,
      severityWeight: severityWeight(this.#scale, incident.severity),
      etag: newEtag(),
    });
    await tx('incidents').where('id', incident.id).update(columns);
    await clearParts(tx, incident.id);
    await writeParts(tx, prepared);
    await writeSearch(tx, row.number, columns.search_words);
    const written: IncidentRow[] = await tx('incidents')
      .where('incidents.id', incident.id)
      .select(SELECTED);
    const [stored] = await loadIncidents(tx, written);
    return stored;
  }

  async delete(
    id: string,
    expectedEtag: string,
    tx: Knex.Transaction,
  ): Promise<'deleted' | 'stale' | 'covered'> {
    const row: IncidentRow | undefined = await lockIncident(tx, id);
    if (row?.etag !== expectedEtag) {
      return 'stale';
    }
    const covered = await tx('postmortem_incidents')
      .where('incident_id', id)
      .first('postmortem_id');
    if (covered) {
      return 'covered';
    }
    await tx('incidents').where('id', id).delete();
    await writeSearch(tx, row.number, undefined);
    return 'deleted';
  }

  #select(filter: IncidentFilter, access: AccessScope): Knex.QueryBuilder {
    const query = this.#knex('incidents');
    whereIncidentMatches(query, filter, {
      knex: this.#knex,
      scale: this.#scale,
      now: Date.now(),
    });
    whereIncidentAccessible(query, access);
    return query;
  }

  #byIdOrReference(idOrReference: string): Knex.QueryBuilder {
    const number = parseIncidentReference(idOrReference);
    return number === undefined
      ? this.#knex('incidents').where('incidents.id', idOrReference)
      : this.#knex('incidents').where('incidents.number', number);
  }

  async #count(filter: IncidentFilter, access: AccessScope): Promise<number> {
    const [{ count }] = await this.#select(filter, access).count({
      count: '*',
    });
    return toNumber(count);
  }

  async #assertNotRecorded(prepared: PreparedIncident, tx: Knex.Transaction) {
    const { source } = prepared.incident;
    if (source) {
      const known = await tx('incidents')
        .where('source_provider', source.provider)
        .where('source_external_id', source.externalId)
        .first('number');
      if (known) {
        throw new ConflictError(
          `${source.provider} ${source.externalId} is recorded already`,
        );
      }
    }
  }
}

/** The relation to an incident that was deleted after it was looked at. */
async function findGoneRelation(
  tx: Knex.Transaction,
  incident: PreparedIncident['incident'],
): Promise<'duplicateOf' | 'followsFrom' | undefined> {
  const relations = ['duplicateOf', 'followsFrom'] as const;
  const there = await keepRows(
    tx,
    'incidents',
    relations.flatMap(relation => incident[relation] ?? []),
  );
  return relations.find(relation => {
    const id = incident[relation];
    return id !== undefined && !there.has(id);
  });
}

async function lockIncident(
  tx: Knex.Transaction,
  id: string,
): Promise<IncidentRow | undefined> {
  // SQLite ignores the lock: its transactions write one after the other.
  return tx('incidents').where('id', id).forUpdate().first('number', 'etag');
}
