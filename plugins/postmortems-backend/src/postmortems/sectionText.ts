import { MAX_SECTION_BYTES } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { isPostgres, searchWords } from '../database';
import { PayloadTooLargeError } from '../http';

/** The text index of PostgreSQL takes 1 MB of words for a row; what is beyond is not found. */
const MAX_INDEXED_CHARACTERS = 200_000;

/** @throws PayloadTooLargeError beyond the limit of a section */
export function assertSectionFits(key: string, markdown: string) {
  const bytes = Buffer.byteLength(markdown, 'utf8');
  if (bytes > MAX_SECTION_BYTES) {
    throw new PayloadTooLargeError(
      `The section ${key} has ${bytes} bytes of UTF-8; a section holds up to ${MAX_SECTION_BYTES} (1 MB)`,
    );
  }
}

/** The words by which a section is found. */
export function sectionSearchWords(markdown: string): string {
  const words: string[] = [];
  let characters = 0;
  for (const word of searchWords(markdown)) {
    characters += word.length + 1;
    if (characters > MAX_INDEXED_CHARACTERS) {
      break;
    }
    words.push(word);
  }
  return words.join(' ');
}

/** Brings the text index up to date where it is a table of its own. */
export async function indexSections(
  tx: Knex.Transaction,
  sections: Array<{ id: number; search_words: string }>,
): Promise<void> {
  if (isPostgres(tx) || sections.length === 0) {
    return;
  }
  await unindexSections(
    tx,
    sections.map(({ id }) => id),
  );
  await tx('postmortem_section_search').insert(
    sections.map(({ id, search_words }) => ({
      rowid: id,
      words: search_words,
    })),
  );
}

/** Takes sections out of the text index where it is a table of its own. */
export async function unindexSections(
  tx: Knex.Transaction,
  ids: number[],
): Promise<void> {
  if (!isPostgres(tx) && ids.length > 0) {
    await tx('postmortem_section_search').whereIn('rowid', ids).delete();
  }
}
