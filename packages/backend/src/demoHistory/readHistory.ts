import { promises as fs } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { readSections } from './readSections';
import {
  type History,
  type IncidentEntry,
  incidentEntrySchema,
  type PostmortemEntry,
  postmortemHeadSchema,
} from './schema';

const FRONT_MATTER = /^---\n([\s\S]*?)\n---\n/;

function check<T extends z.ZodType>(
  schema: T,
  value: unknown,
  where: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) {
    const issues = result.error.issues.map(
      issue => `${issue.path.join('.') || 'it'} ${issue.message}`,
    );
    throw new Error(`${where}: ${issues.join('; ')}`);
  }
  return result.data;
}

function explain<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(
      `${where}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readText(path: string): Promise<string> {
  return (await fs.readFile(path, 'utf8')).replace(/\r\n/g, '\n');
}

async function readIncidents(directory: string): Promise<IncidentEntry[]> {
  const file = 'incidents.yaml';
  const text = await readText(join(directory, file));
  const content: unknown = explain(file, () => parse(text));
  const list =
    typeof content === 'object' && content !== null && 'incidents' in content
      ? content.incidents
      : undefined;
  if (!Array.isArray(list)) {
    throw new Error(`${file}: holds no list called incidents`);
  }
  const keys = new Set<string>();
  return list.map((item: unknown, index) => {
    const key =
      typeof item === 'object' && item !== null && 'key' in item
        ? String(item.key)
        : `incident ${index + 1}`;
    const entry = check(incidentEntrySchema, item, `${file}, ${key}`);
    if (keys.has(entry.key)) {
      throw new Error(`${file}, ${key}: the key is there twice`);
    }
    keys.add(entry.key);
    return entry;
  });
}

async function readPostmortem(
  directory: string,
  file: string,
): Promise<PostmortemEntry> {
  const where = `postmortems/${file}`;
  const text = await readText(join(directory, 'postmortems', file));
  const frontMatter = FRONT_MATTER.exec(text);
  if (!frontMatter) {
    throw new Error(`${where}: has no front matter`);
  }
  const head = check(
    postmortemHeadSchema,
    explain(where, () => parse(frontMatter[1])),
    where,
  );
  if (file !== `${head.incident}.md`) {
    throw new Error(`${where}: belongs to ${head.incident} by its head`);
  }
  const sections = explain(where, () =>
    readSections(text.slice(frontMatter[0].length)),
  );
  return { ...head, sections };
}

/** Checks that whatever a record names is there. */
function assertComplete({ incidents, postmortems }: History): void {
  const keys = new Set(incidents.map(({ key }) => key));
  for (const { key, duplicateOf, followsFrom } of incidents) {
    for (const other of [duplicateOf, followsFrom]) {
      if (other !== undefined && !keys.has(other)) {
        throw new Error(
          `incidents.yaml, ${key}: there is no incident ${other}`,
        );
      }
    }
  }
  for (const { incident, alsoCovers = [] } of postmortems) {
    for (const key of [incident, ...alsoCovers]) {
      if (!keys.has(key)) {
        throw new Error(
          `postmortems/${incident}.md: there is no incident ${key}`,
        );
      }
    }
  }
}

/**
 * Reads `incidents.yaml` and `postmortems/*.md` of a directory.
 *
 * @throws Error that names the file, the record and what is wrong with it
 */
export async function readHistory(directory: string): Promise<History> {
  const files = (await fs.readdir(join(directory, 'postmortems')))
    .filter(file => file.endsWith('.md'))
    .sort();
  const history = {
    incidents: await readIncidents(directory),
    postmortems: await Promise.all(
      files.map(file => readPostmortem(directory, file)),
    ),
  };
  assertComplete(history);
  return history;
}
