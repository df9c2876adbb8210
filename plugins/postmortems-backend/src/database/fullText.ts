const WORD = /[\p{L}\p{N}]+/gu;

/** Longer words are cut; nobody types one. */
const MAX_WORD_LENGTH = 60;

/**
 * The distinct words of a text in normal form: lower case, without accents, split at everything
 * that is no letter and no digit. The text search of both engines gets its words from here, so
 * that both find the same.
 */
export function searchWords(...texts: string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const normal = text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLocaleLowerCase('en-US')
      // Lower case can bring marks back, as for İ.
      .replace(/\p{M}/gu, '');
    for (const [word] of normal.matchAll(WORD)) {
      words.add([...word].slice(0, MAX_WORD_LENGTH).join(''));
    }
  }
  return [...words];
}

/** Lexemes that start with every word, as a `tsquery` of PostgreSQL. */
export function toPostgresPrefixQuery(words: string[]): string {
  return words.map(word => `'${word}':*`).join(' & ');
}

/** Words that start with every word, as a query of SQLite's FTS5. */
export function toSqlitePrefixQuery(words: string[]): string {
  return words.map(word => `"${word}" *`).join(' AND ');
}
