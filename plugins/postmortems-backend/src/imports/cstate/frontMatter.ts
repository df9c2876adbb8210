import { type Document, isMap, isScalar, parseDocument } from 'yaml';

/** A document's head as it stands in YAML, and the text below it. */
export interface FrontMatter {
  data: Record<string, unknown>;
  body: string;
}

const FENCED = /^\s*---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/;
const UNQUOTED_COLON =
  /^([A-Za-z][\w-]*):[ \t]+(?!["'[{|>&*!#])(.*:(?:\s.*)?)$/;

/**
 * Puts quotes around values such as `title: Outage: search is down`, which Hugo's users write and
 * YAML forbids.
 */
function quoteColons(yaml: string): string {
  return yaml
    .split('\n')
    .map(line => {
      const match = UNQUOTED_COLON.exec(line);
      return match ? `${match[1]}: ${JSON.stringify(match[2].trim())}` : line;
    })
    .join('\n');
}

/** Far more than any record says of itself. Reading YAML takes its time, and nobody else's turn comes meanwhile. */
const MAX_CHARACTERS = 32_000;

function parseYaml(yaml: string) {
  // Only plain data: no custom tags are resolved, and dates stay text.
  return parseDocument(yaml, {
    schema: 'core',
    customTags: [],
    merge: false,
    // Compares each key with each; see assertUniqueFields.
    uniqueKeys: false,
    logLevel: 'error',
  });
}

/** @throws Error where a field is there twice, for nobody can tell which is meant */
function assertUniqueFields({ contents }: Document) {
  const seen = new Set<unknown>();
  for (const { key } of isMap(contents) ? contents.items : []) {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name)) {
      throw new Error(`the field ${name} is there twice`);
    }
    seen.add(name);
  }
}

/** @throws Error that says what is wrong */
function readYaml(yaml: string): unknown {
  const asWritten = parseYaml(yaml);
  const repaired =
    asWritten.errors.length > 0 ? parseYaml(quoteColons(yaml)) : asWritten;
  if (repaired.errors.length > 0) {
    throw asWritten.errors[0];
  }
  assertUniqueFields(repaired);
  // Aliases of aliases make much of little.
  return repaired.toJS({ maxAliasCount: 50 });
}

/**
 * Splits a Markdown document into its YAML head and its body.
 *
 * @returns why it cannot be read, in words for the person who wrote it
 */
export function readFrontMatter(
  document: string,
):
  | { content: FrontMatter; problem?: undefined }
  | { content?: undefined; problem: string } {
  const text = document.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const fenced = FENCED.exec(text);
  if (!fenced) {
    return {
      problem:
        'the document does not begin with front matter between two lines of ---',
    };
  }
  const yaml = fenced[1] ?? '';
  if (yaml.length > MAX_CHARACTERS) {
    return {
      problem: `the front matter has ${yaml.length} characters; at most ${MAX_CHARACTERS} are read`,
    };
  }
  let data: unknown;
  try {
    data = readYaml(yaml);
  } catch (error) {
    return {
      problem: `the front matter cannot be read: ${
        error instanceof Error ? error.message.split('\n')[0] : 'unknown'
      }`,
    };
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { problem: 'the front matter holds no fields' };
  }
  return {
    content: {
      data: { ...data },
      body: text.slice(fenced[0].length).trim(),
    },
  };
}
