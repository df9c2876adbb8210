import type { IncidentFlag } from '@hindsight/plugin-postmortems-common';
import { readSourceTime } from '../sourceTime';
import type { ImportProblem, ParsedRecord, SourcePage } from '../types';
import { readFrontMatter } from './frontMatter';

const CONTENT_FOLDER = /^(?:.*\/)?content\//;
const SECTION_FOLDER = /^(?:\.?\/)*issues\//;

/** Planned work is written as an issue like any other; only its names tell. */
const MAINTENANCE = /(?:^|[^\p{L}])maintenances?(?:[^\p{L}]|$)/iu;
const UNPLANNED =
  /(?:^|[^\p{L}])(?:outage|incident|unplanned)s?(?:[^\p{L}]|$)/iu;

/** The first half of a letter that takes two characters, where a cut has lost the other. */
const HALF_LETTER = /[\ud800-\udbff]$/;

/** A path's part that stays the same wherever the site's repository was copied to. */
function slugOf(path: string): string {
  return path
    .replace(/\\/g, '/')
    .replace(CONTENT_FOLDER, '')
    .replace(SECTION_FOLDER, '')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\.(?:md|markdown)$/i, '')
    .replace(/\/index$/i, '');
}

/** A slug for a record that came without a file name. */
function slugFromTitle(startedAt: string, title: string): string {
  const words = title
    .toLocaleLowerCase('en-US')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${startedAt.slice(0, 10)}-${words}`
    .slice(0, 120)
    .replace(HALF_LETTER, '');
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.trim() || undefined;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

function isTrue(value: unknown): boolean {
  return /^(?:true|yes|on)$/i.test(textOf(value) ?? '');
}

function readComponents(value: unknown): string[] | undefined {
  if (value === undefined || value === null) {
    return [];
  }
  const names: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (item === null) {
      continue;
    }
    if (typeof item === 'object') {
      return undefined;
    }
    const name = textOf(item);
    if (name && !names.includes(name)) {
      names.push(name);
    }
  }
  return names;
}

function pageName(page: SourcePage): string | undefined {
  return page.name ?? (page.url ? new URL(page.url).host : undefined);
}

function recordUrl(page: SourcePage, slug: string): string | undefined {
  if (!page.url) {
    return undefined;
  }
  const base = page.url.endsWith('/') ? page.url : `${page.url}/`;
  const path = slug
    .toLocaleLowerCase('en-US')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return new URL(`issues/${path}/`, base).toString();
}

/**
 * Reads one cState record.
 *
 * @param path - absent where the record came as bare text
 */
export function parseCstateRecord(
  document: string,
  path: string | undefined,
  page: SourcePage,
): ParsedRecord {
  const problems: ImportProblem[] = [];
  const flags: IncidentFlag[] = [];
  const { content, problem } = readFrontMatter(document);
  if (!content) {
    return {
      label: path ?? 'content',
      problems: [{ field: 'front matter', message: problem }],
    };
  }
  const { data, body } = content;

  const title = textOf(data.title);
  if (!title) {
    problems.push({ field: 'title', message: 'is missing' });
  }

  const date = textOf(data.date);
  const started = date ? readSourceTime(date) : { problem: 'is missing' };
  if (started.problem !== undefined) {
    problems.push({ field: 'date', message: started.problem });
  }

  const components = readComponents(data.affected);
  if (!components) {
    problems.push({
      field: 'affected',
      message: 'must be a list of component names',
    });
  }

  const severity = textOf(data.severity);
  const resolvedWhen = textOf(data.resolvedWhen);
  const resolved =
    data.resolved === undefined || data.resolved === null
      ? resolvedWhen !== undefined
      : isTrue(data.resolved);
  let resolvedAt: string | undefined;
  // A record that is not resolved may carry a time all the same: the template's, or a guess.
  if (resolved) {
    const read = resolvedWhen ? readSourceTime(resolvedWhen) : undefined;
    resolvedAt = read?.time;
    if (!resolvedAt) {
      flags.push({
        code: 'TIME_MISSING',
        field: 'resolvedAt',
        message: read?.problem
          ? `resolvedWhen: ${read.problem}`
          : 'The record says that it is resolved, but not when',
      });
    }
  }

  if (!title || !started.time || !components) {
    return { label: path ?? 'content', title, problems };
  }

  const slug = path ? slugOf(path) : slugFromTitle(started.time, title);
  const name = pageName(page);
  const names = `${title}\n${slug.split('/').pop()}`;
  const isMaintenance =
    textOf(data.section)?.toLocaleLowerCase('en-US') === 'maintenance' ||
    isTrue(data.informational) ||
    (MAINTENANCE.test(names) && !UNPLANNED.test(title));
  return {
    label: path ?? slug,
    title,
    problems,
    record: {
      externalId: name ? `${name}/${slug}` : slug,
      url: recordUrl(page, slug),
      title,
      summary: body,
      severity,
      status: resolved ? 'resolved' : 'open',
      kind: isMaintenance ? 'maintenance' : 'incident',
      times: { startedAt: started.time, resolvedAt },
      components,
      flags,
    },
  };
}
