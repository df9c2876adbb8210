import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  PostmortemStatus,
  PostmortemTemplate,
  Reviewer,
  Section,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import {
  keepRows,
  newEtag,
  nextReferenceNumber,
  toMillis,
  toOptionalMillis,
} from '../database';
import type { IfMatch } from '../http';
import {
  postmortemReference,
  toHead,
  toSection,
  type CoveredRow,
  type PostmortemHead,
  type PostmortemRow,
  type SectionRow,
} from './postmortemRows';
import { removeParticipants, replaceParticipants } from './participants';
import {
  indexSections,
  sectionSearchWords,
  unindexSections,
} from './sectionText';

/** A postmortem that is checked and only waits to be stored. */
export interface PreparedPostmortem {
  id: string;
  /** The main incident. */
  incidentId: string;
  /** Further incidents that it covers. */
  alsoCovers?: string[];
  status: PostmortemStatus;
  owner?: string;
  template: PostmortemTemplate;
  reviewers: Reviewer[];
  approvals: number;
  /** ISO 8601 */
  publishedAt?: string;
  /** Markdown by section key. */
  sections: Record<string, string>;
  createdBy: string;
  /** ISO 8601 */
  createdAt: string;
}

/** An incident is covered already. The message names the postmortem, which not everybody may read. */
export class AlreadyCoveredError extends ConflictError {
  readonly postmortemId: string;

  constructor(covering: { id: string; number: number }, incidents: number) {
    super(
      `${postmortemReference(covering.number)} covers ${
        incidents > 1 ? 'one of these incidents' : 'this incident'
      } already`,
    );
    this.postmortemId = covering.id;
  }
}

/** What a write of a postmortem's head sets. */
export interface HeadChange {
  owner?: string;
  reviewers: Reviewer[];
  approvals: number;
}

/** Limits a query on `postmortems`, under that name, to what a caller may reach. */
export type Restriction = (query: Knex.QueryBuilder) => void;

/** Not the columns of the text index, which are long. */
const SECTION_COLUMNS = [
  'key',
  'title',
  'help',
  'required',
  'markdown',
  'etag',
  'updated_at',
  'updated_by',
] as const satisfies ReadonlyArray<keyof SectionRow>;

/** Stores postmortems on PostgreSQL and SQLite. Asks nobody for permission. */
export class DatabasePostmortemStore {
  readonly #database: Knex;

  static create(options: { database: Knex }) {
    return new DatabasePostmortemStore(options.database);
  }

  private constructor(database: Knex) {
    this.#database = database;
  }

  /**
   * @throws NotFoundError; AlreadyCoveredError naming the postmortem that covers the incident
   */
  async insert(
    prepared: PreparedPostmortem,
    tx: Knex.Transaction,
  ): Promise<void> {
    const incidentIds = [prepared.incidentId, ...(prepared.alsoCovers ?? [])];
    const there = await keepRows(tx, 'incidents', incidentIds);
    if (incidentIds.some(id => !there.has(id))) {
      throw new NotFoundError('The incident was deleted in the meantime');
    }
    await this.#assertUncovered(tx, incidentIds);
    const createdAt = toMillis(prepared.createdAt);
    await tx<PostmortemRow>('postmortems').insert({
      id: prepared.id,
      number: await nextReferenceNumber(tx, 'postmortem'),
      status: prepared.status,
      owner_ref: prepared.owner ?? null,
      template: prepared.template.key,
      reviewers: JSON.stringify(prepared.reviewers),
      approvals: prepared.approvals,
      published_at: toOptionalMillis(prepared.publishedAt),
      revision: 1,
      created_at: createdAt,
      updated_at: createdAt,
      created_by: prepared.createdBy,
      etag: newEtag(),
    });
    const covered = await tx('postmortem_incidents')
      .insert(
        incidentIds.map((incidentId, place) => ({
          incident_id: incidentId,
          postmortem_id: prepared.id,
          main: place === 0,
        })),
      )
      .onConflict('incident_id')
      .ignore()
      .returning('incident_id');
    if (covered.length < incidentIds.length) {
      await this.#assertUncovered(tx, incidentIds, prepared.id);
    }
    await this.#insertSections(tx, prepared, createdAt);
    await replaceParticipants(tx, incidentIds, prepared);
  }

  /** Finds the id behind an id or a number, where the restriction lets it through. */
  async findId(
    key: { id: string } | { number: number },
    restriction?: Restriction,
  ): Promise<string | undefined> {
    const query = this.#database<PostmortemRow>('postmortems').where(key);
    restriction?.(query);
    const row = await query.first('postmortems.id');
    return row?.id;
  }

  async getHead(id: string): Promise<PostmortemHead | undefined> {
    const row = await this.#database<PostmortemRow>('postmortems')
      .where({ id })
      .first();
    const covered = row ? await this.coveredBy([id]) : [];
    // Deleted between the two looks, it covers nothing any more.
    return row && covered.length > 0 ? toHead(row, covered) : undefined;
  }

  async getSections(id: string): Promise<Section[]> {
    const rows = await this.#database<SectionRow>('postmortem_sections')
      .where({ postmortem_id: id })
      .orderBy('position')
      .select(...SECTION_COLUMNS);
    return rows.map(toSection);
  }

  async getSection(id: string, key: string): Promise<Section | undefined> {
    const row = await this.#database<SectionRow>('postmortem_sections')
      .where({ postmortem_id: id, key })
      .first(...SECTION_COLUMNS);
    return row && toSection(row);
  }

  /** What postmortems take from their incidents, in one query. */
  async coveredBy(ids: string[]): Promise<CoveredRow[]> {
    return this.#database('postmortem_incidents')
      .join('incidents', 'incidents.id', 'postmortem_incidents.incident_id')
      .whereIn('postmortem_incidents.postmortem_id', ids)
      .orderBy('incidents.id')
      .select(
        'postmortem_incidents.postmortem_id',
        'postmortem_incidents.incident_id',
        'postmortem_incidents.main',
        'incidents.title',
        'incidents.severity',
        'incidents.visibility',
        'incidents.decision_due_at',
      );
  }

  /**
   * Writes the head of a postmortem, with a new etag.
   *
   * @returns whether the postmortem was still the one that the caller read
   */
  async updateHead(
    head: PostmortemHead,
    change: HeadChange,
    at: string,
  ): Promise<boolean> {
    return this.#writeHead(head, change, {
      etag: newEtag(),
      updated_at: toMillis(at),
    });
  }

  /**
   * Keeps reviewers that the policy now asks for. Nobody has changed the document, so its etag
   * stays.
   */
  async refreshReviewers(
    head: PostmortemHead,
    change: HeadChange,
  ): Promise<boolean> {
    return this.#writeHead(head, change, {});
  }

  /**
   * Writes a section of a draft, with a new etag.
   *
   * @returns undefined where there is no such section of a draft, or its etag is another one
   */
  async saveSection(
    id: string,
    key: string,
    change: { markdown: string; by: string; at: string; ifMatch: IfMatch },
  ): Promise<Section | undefined> {
    const { markdown, by, at, ifMatch } = change;
    return this.#database.transaction(async tx => {
      const query = tx<SectionRow>('postmortem_sections')
        .where({ postmortem_id: id, key })
        .whereExists(
          tx('postmortems')
            .select(tx.raw('1'))
            .where({ id, status: 'draft' satisfies PostmortemStatus }),
        );
      if (ifMatch !== 'any') {
        query.whereIn('etag', ifMatch);
      }
      const [row] = await query
        .update({
          markdown,
          etag: newEtag(),
          updated_at: toMillis(at),
          updated_by: by,
          search_words: sectionSearchWords(markdown),
        })
        .returning([...SECTION_COLUMNS, 'id', 'search_words']);
      if (!row) {
        return undefined;
      }
      await indexSections(tx, [row]);
      return toSection(row);
    });
  }

  /**
   * Deletes a postmortem that was never published, with its sections and the records of its
   * images.
   *
   * @returns whether the postmortem was still the one that the caller read
   */
  async delete(head: PostmortemHead): Promise<boolean> {
    return this.#database.transaction(async tx => {
      const sections = await tx<SectionRow>('postmortem_sections')
        .where({ postmortem_id: head.id })
        .pluck('id');
      const deleted = await tx<PostmortemRow>('postmortems')
        .where({ id: head.id, etag: head.etag })
        .whereNull('published_at')
        .delete();
      if (deleted === 0) {
        return false;
      }
      await unindexSections(tx, sections);
      await removeParticipants(tx, [head.incidentId, ...head.alsoCovers]);
      return true;
    });
  }

  async #writeHead(
    head: PostmortemHead,
    change: HeadChange,
    stamp: { etag?: string; updated_at?: number },
  ): Promise<boolean> {
    return this.#database.transaction(async tx => {
      const updated = await tx<PostmortemRow>('postmortems')
        .where({ id: head.id, etag: head.etag, status: head.status })
        .update({
          owner_ref: change.owner ?? null,
          reviewers: JSON.stringify(change.reviewers),
          approvals: change.approvals,
          ...stamp,
        });
      if (updated === 0) {
        return false;
      }
      await replaceParticipants(tx, [head.incidentId, ...head.alsoCovers], {
        ...change,
        createdBy: head.createdBy,
      });
      return true;
    });
  }

  /** @param butBy - the postmortem that is being stored */
  async #assertUncovered(
    tx: Knex.Transaction,
    incidentIds: string[],
    butBy: string = '',
  ) {
    const row = await tx('postmortem_incidents')
      .join(
        'postmortems',
        'postmortems.id',
        'postmortem_incidents.postmortem_id',
      )
      .whereIn('postmortem_incidents.incident_id', incidentIds)
      .whereNot('postmortems.id', butBy)
      .first('postmortems.id', 'postmortems.number');
    if (row) {
      throw new AlreadyCoveredError(row, incidentIds.length);
    }
  }

  async #insertSections(
    tx: Knex.Transaction,
    prepared: PreparedPostmortem,
    createdAt: number,
  ) {
    const { id, template, sections, createdBy } = prepared;
    const rows = template.sections.map((section, position) => {
      const markdown = sections[section.key];
      return {
        postmortem_id: id,
        key: section.key,
        position,
        title: section.title,
        help: section.help,
        required: section.required,
        markdown: markdown ?? '',
        etag: newEtag(),
        updated_at: createdAt,
        updated_by: markdown ? createdBy : null,
        search_words: sectionSearchWords(markdown ?? ''),
      };
    });
    const inserted = await tx<SectionRow>('postmortem_sections')
      .insert(rows)
      .returning(['id', 'search_words']);
    await indexSections(tx, inserted);
  }
}
