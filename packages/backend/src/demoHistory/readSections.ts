import { sectionKeySchema } from './schema';

const HEADING = /^##\s+(\S+)\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Section keys that older files use. */
const RENAMED: Record<string, string> = { 'root-causes': 'how-it-happened' };

/**
 * Cuts a document into its sections at headings such as `## what-happened`, which name their
 * keys. Code fences are left in peace.
 *
 * @throws Error that says what is wrong
 */
export function readSections(markdown: string): Record<string, string> {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && fence === undefined) {
      fence = mark;
    } else if (mark && fence && mark.startsWith(fence)) {
      fence = undefined;
    }
    const heading = fence === undefined ? HEADING.exec(line)?.[1] : undefined;
    if (heading !== undefined) {
      const key = RENAMED[heading] ?? heading;
      if (!sectionKeySchema.safeParse(key).success) {
        throw new Error(`'${heading}' is no section key`);
      }
      if (sections.has(key)) {
        throw new Error(`the section ${key} is there twice`);
      }
      current = [];
      sections.set(key, current);
    } else if (current) {
      current.push(line);
    } else if (line.trim()) {
      throw new Error('there is text before the first section');
    }
  }
  return Object.fromEntries(
    [...sections].map(([key, lines]) => [key, lines.join('\n').trim()]),
  );
}
