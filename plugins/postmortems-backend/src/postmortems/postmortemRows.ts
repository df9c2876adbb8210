import type {
  Postmortem,
  PostmortemStatus,
  PostmortemSummary,
  Section,
  Visibility,
} from '@hindsight/plugin-postmortems-common';
import { toIso, toOptionalIso } from '../database';

type BigInteger = number | string;

/** A row of `postmortems`. */
export interface PostmortemRow {
  id: string;
  number: number;
  status: PostmortemStatus;
  owner_ref: string | null;
  template: string;
  /** JSON */
  reviewers: string;
  approvals: number;
  published_at: BigInteger | null;
  revision: number;
  created_at: BigInteger;
  updated_at: BigInteger;
  created_by: string;
  etag: string;
}

/** A row of `postmortem_sections`. */
export interface SectionRow {
  id: number;
  postmortem_id: string;
  key: string;
  position: number;
  title: string;
  help: string;
  required: boolean | number;
  markdown: string;
  etag: string;
  updated_at: BigInteger;
  updated_by: string | null;
  search_words: string;
}

/** What a postmortem takes from an incident that it covers. */
export interface CoveredRow {
  postmortem_id: string;
  incident_id: string;
  main: boolean | number;
  title: string;
  severity: string | null;
  visibility: Visibility;
  decision_due_at: BigInteger | null;
}

/** A postmortem without its text and its incident. */
export type PostmortemHead = Omit<Postmortem, 'sections' | 'incident'>;

/** The name that people use for a postmortem. */
export function postmortemReference(number: number): string {
  return `PM-${number}`;
}

/**
 * The number in a reference such as `PM-12`, in either case.
 *
 * @returns undefined where the text is none
 */
export function parsePostmortemReference(text: string): number | undefined {
  const match = /^PM-([1-9]\d{0,8})$/i.exec(text);
  return match ? Number(match[1]) : undefined;
}

export function toHead(
  row: PostmortemRow,
  covered: CoveredRow[],
): PostmortemHead {
  const main = covered.find(incident => incident.main);
  if (!main) {
    throw new Error(`Postmortem ${row.id} has no main incident`);
  }
  return {
    id: row.id,
    reference: postmortemReference(row.number),
    incidentId: main.incident_id,
    alsoCovers: covered
      .filter(incident => !incident.main)
      .map(incident => incident.incident_id),
    status: row.status,
    owner: row.owner_ref ?? undefined,
    template: row.template,
    reviewers: JSON.parse(row.reviewers),
    approvals: row.approvals,
    visibility: covered.some(incident => incident.visibility === 'restricted')
      ? 'restricted'
      : 'internal',
    dueAt: toOptionalIso(main.decision_due_at),
    publishedAt: toOptionalIso(row.published_at),
    revision: row.revision,
    createdAt: toIso(row.created_at),
    updatedAt: toIso(row.updated_at),
    createdBy: row.created_by,
    etag: row.etag,
  };
}

/** A line of a list. Why somebody reviews is said by the document alone. */
export function toSummary(
  row: PostmortemRow,
  covered: CoveredRow[],
): PostmortemSummary {
  const head = toHead(row, covered);
  const main = covered.find(incident => incident.main);
  return {
    ...head,
    reviewers: head.reviewers.map(reviewer => ({ ...reviewer, because: [] })),
    title: main?.title ?? '',
    severity: main?.severity ?? undefined,
  };
}

export function toSection(
  row: Omit<SectionRow, 'id' | 'postmortem_id' | 'position' | 'search_words'>,
): Section {
  return {
    key: row.key,
    title: row.title,
    help: row.help,
    required: Boolean(row.required),
    markdown: row.markdown,
    etag: row.etag,
    updatedAt: toIso(row.updated_at),
    updatedBy: row.updated_by ?? undefined,
  };
}
