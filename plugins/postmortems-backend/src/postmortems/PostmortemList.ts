import {
  DEFAULT_PAGE_SIZE,
  type Page,
  type PostmortemQuery,
  type PostmortemSummary,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  isPostgres,
  searchWords,
  toNumber,
  toPostgresPrefixQuery,
  toSqlitePrefixQuery,
} from '../database';
import { KeysetPage, type Keyed, type KeysetOrder } from '../paging';
import type {
  DatabasePostmortemStore,
  Restriction,
} from './DatabasePostmortemStore';
import {
  toSummary,
  type CoveredRow,
  type PostmortemRow,
} from './postmortemRows';

type Order = NonNullable<PostmortemQuery['order']>;

/** The due date is that of the main incident; those without one come last. */
const ORDERS: Record<Order, KeysetOrder> = {
  '-createdAt': {
    keys: ['postmortems.created_at', 'postmortems.id'],
    direction: 'desc',
  },
  createdAt: {
    keys: ['postmortems.created_at', 'postmortems.id'],
    direction: 'asc',
  },
  dueAt: {
    keys: [
      'coalesce(incidents.decision_due_at, 9007199254740991)',
      'incidents.id',
    ],
    direction: 'asc',
  },
};

function whereText(query: Knex.QueryBuilder, knex: Knex, text: string) {
  const words = searchWords(text);
  if (words.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  // What the incident is called, or what a section says.
  const match = isPostgres(knex)
    ? toPostgresPrefixQuery(words)
    : toSqlitePrefixQuery(words);
  query.whereRaw(
    isPostgres(knex)
      ? 'postmortems.id in (select pi.postmortem_id from incidents as i join postmortem_incidents as pi on pi.incident_id = i.id where i.search @@ ?::tsquery union select s.postmortem_id from postmortem_sections as s where s.search @@ ?::tsquery)'
      : 'postmortems.id in (select pi.postmortem_id from incidents as i join postmortem_incidents as pi on pi.incident_id = i.id where i.number in (select rowid from incident_search where incident_search match ?) union select s.postmortem_id from postmortem_sections as s where s.id in (select rowid from postmortem_section_search where postmortem_section_search match ?))',
    [match, match],
  );
}

function whereMatches(
  query: Knex.QueryBuilder,
  filter: PostmortemQuery,
  knex: Knex,
) {
  const { incidentId, status, ownerRef, entityRef, relation, text } = filter;
  if (status?.length) {
    query.whereIn('postmortems.status', status);
  }
  if (ownerRef?.length) {
    query.whereIn('postmortems.owner_ref', ownerRef);
  }
  if (incidentId !== undefined) {
    query.whereIn('postmortems.id', covering => {
      covering
        .from('postmortem_incidents')
        .select('postmortem_id')
        .where('incident_id', incidentId);
    });
  }
  if (entityRef?.length) {
    const [table, column] =
      relation === 'parts'
        ? ['incident_scopes', 'ref']
        : ['incident_affected', 'entity_ref'];
    query.whereIn('postmortems.id', touching => {
      touching
        .from(`${table} as part`)
        .join(
          'postmortem_incidents as covered_incident',
          'covered_incident.incident_id',
          'part.incident_id',
        )
        .select('covered_incident.postmortem_id')
        .whereIn(`part.${column}`, entityRef);
    });
  }
  if (text) {
    whereText(query, knex, text);
  }
}

/** Joins the incident that gives a postmortem its due date. */
function joinMainIncident(query: Knex.QueryBuilder, filter: PostmortemQuery) {
  const { entityRef, incidentId, ownerRef, text } = filter;
  if (entityRef || incidentId || ownerRef || text) {
    // Few postmortems, whose incidents are looked up and sorted.
    query
      .join(
        'postmortem_incidents as main_incident',
        'main_incident.postmortem_id',
        'postmortems.id',
      )
      .join('incidents', 'incidents.id', 'main_incident.incident_id');
  } else {
    // Many: incidents in the order of their index. SQLite keeps to the order of cross joins, and
    // would sort all postmortems otherwise.
    query
      .from('incidents')
      .joinRaw(
        'cross join postmortem_incidents as main_incident cross join postmortems',
      )
      .whereRaw('main_incident.incident_id = incidents.id')
      .whereRaw('postmortems.id = main_incident.postmortem_id');
  }
  query.whereRaw('main_incident.main');
}

function groupByPostmortem(covered: CoveredRow[]): Map<string, CoveredRow[]> {
  const groups = new Map<string, CoveredRow[]>();
  for (const row of covered) {
    const group = groups.get(row.postmortem_id) ?? [];
    group.push(row);
    groups.set(row.postmortem_id, group);
  }
  return groups;
}

/** Reads pages of postmortems. */
export class PostmortemList {
  readonly #database: Knex;
  readonly #store: DatabasePostmortemStore;

  static create(options: { database: Knex; store: DatabasePostmortemStore }) {
    return new PostmortemList(options.database, options.store);
  }

  private constructor(database: Knex, store: DatabasePostmortemStore) {
    this.#database = database;
    this.#store = store;
  }

  /** @throws InputError where the cursor is none of this list */
  async read(
    query: PostmortemQuery,
    restriction: Restriction | 'none',
  ): Promise<Page<PostmortemSummary>> {
    const { limit = DEFAULT_PAGE_SIZE, order = '-createdAt' } = query;
    const page = KeysetPage.of(query, ORDERS[order]);
    if (restriction === 'none') {
      return {
        items: [],
        totalItems: query.total ? 0 : undefined,
        pageInfo: {},
      };
    }
    const select = this.#database('postmortems').select('postmortems.*');
    if (order === 'dueAt') {
      joinMainIncident(select, query);
    }
    whereMatches(select, query, this.#database);
    restriction(select);
    page.apply(select, this.#database);
    const rows: Keyed<PostmortemRow>[] = await select.limit(limit + 1);
    const cut = page.cut(rows, limit);
    const covered = groupByPostmortem(
      await this.#store.coveredBy(cut.rows.map(({ id }) => id)),
    );
    return {
      items: cut.rows.flatMap(row => {
        const incidents = covered.get(row.id);
        // Deleted between the two looks, it covers nothing any more.
        return incidents ? [toSummary(row, incidents)] : [];
      }),
      totalItems: query.total
        ? await this.#count(query, restriction)
        : undefined,
      pageInfo: { nextCursor: cut.nextCursor, prevCursor: cut.prevCursor },
    };
  }

  async #count(
    query: PostmortemQuery,
    restriction: Restriction,
  ): Promise<number> {
    const select = this.#database('postmortems');
    whereMatches(select, query, this.#database);
    restriction(select);
    const counted = await select.count({ count: '*' }).first();
    return toNumber(counted?.count ?? 0);
  }
}
