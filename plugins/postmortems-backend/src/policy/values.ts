import {
  normalizeEntityRef,
  parsePolicyDuration,
  priorities,
  type FrequencyThreshold,
  type Priority,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';

/** Says at a threshold, a frequency or a list of reviewers that there is none. */
export const NONE = 'none';

/** The most approvals that a policy can ask for. */
export const MAX_APPROVALS = 20;

/** What a policy's text means, or why it means nothing. */
export type Parsed<T> =
  | { value: T; error?: undefined }
  | { value?: undefined; error: string };

/** The parts of a list that can be used, and what is wrong with the others. */
export interface ParsedList<T> {
  value?: T;
  errors: string[];
}

/** Somebody who must review, as a policy words it. */
export interface ReviewerToken {
  kind:
    | 'owner'
    | 'system-owner'
    | 'domain-owner'
    | 'dependent-owners'
    | 'reference';
  /** Present for a reference, in canonical form. */
  ref?: string;
  /** Applies at this severity or worse only. */
  atLeast?: string;
}

const REVIEWER_WORDS = [
  'owner',
  'system-owner',
  'domain-owner',
  'dependent-owners',
] as const;

function quote(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}

function isNone(text: string): boolean {
  return text.trim().toLocaleLowerCase('en-US') === NONE;
}

/** Reads the severity from which on a postmortem is required, or `none`. */
export function parseSeverityThreshold(
  text: string,
  scale: SeverityScale,
): Parsed<string> {
  if (isNone(text)) {
    return { value: NONE };
  }
  const severity = scale.find(text);
  if (severity) {
    return { value: severity.name };
  }
  const names = scale.severities.map(({ name }) => name).join(', ');
  return { error: `${quote(text)} is no severity; use ${names} or none` };
}

/** Reads `3/P30D`: the third incident within 30 days. */
export function parseFrequencyThreshold(
  text: string,
): Parsed<FrequencyThreshold | typeof NONE> {
  if (isNone(text)) {
    return { value: NONE };
  }
  const match = /^\s*(\d{1,4})\s*\/\s*(\S+)\s*$/.exec(text);
  const duration = match ? parsePolicyDuration(match[2]) : undefined;
  if (!match || Number(match[1]) < 1 || duration?.iso === undefined) {
    return {
      error: `${quote(
        text,
      )} is no frequency; write how many incidents within which time, such as 3/P30D, or none`,
    };
  }
  return { value: { count: Number(match[1]), window: duration.iso } };
}

/**
 * Reads one reviewer: a word such as `owner`, or a reference to a user or group, each with an
 * optional severity in front as in `SEV1:group:default/legal`.
 */
export function parseReviewer(
  text: string,
  scale: SeverityScale,
): Parsed<ReviewerToken> {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const severity = colon > 0 ? scale.find(trimmed.slice(0, colon)) : undefined;
  const wanted = severity ? trimmed.slice(colon + 1).trim() : trimmed;
  const limit = severity ? { atLeast: severity.name } : {};

  const word = REVIEWER_WORDS.find(
    candidate => candidate === wanted.toLocaleLowerCase('en-US'),
  );
  if (word) {
    return { value: { kind: word, ...limit } };
  }
  const ref = normalizeEntityRef(wanted);
  if (ref && /^(user|group):/.test(ref)) {
    return { value: { kind: 'reference', ref, ...limit } };
  }
  return {
    error: `${quote(trimmed)} names no reviewer; use ${REVIEWER_WORDS.join(
      ', ',
    )}, or a user or group such as group:default/sre, with SEVERITY: in front to limit it`,
  };
}

/**
 * Reads a list of reviewers. Entries that cannot be used are reported and the others kept, for a
 * typing error in one must not excuse the others.
 */
export function parseReviewers(
  entries: string[],
  scale: SeverityScale,
): ParsedList<ReviewerToken[]> {
  const texts = entries.map(entry => entry.trim()).filter(Boolean);
  if (texts.length === 1 && isNone(texts[0])) {
    return { value: [], errors: [] };
  }
  const tokens: ReviewerToken[] = [];
  const errors: string[] = [];
  for (const text of texts) {
    const parsed = parseReviewer(text, scale);
    if (parsed.error !== undefined) {
      errors.push(parsed.error);
    } else {
      tokens.push(parsed.value);
    }
  }
  if (texts.length === 0) {
    errors.push('names no reviewer; write none where none is wanted');
  }
  return tokens.length > 0 ? { value: tokens, errors } : { errors };
}

/** Reads a number of approvals. */
export function parseApprovals(text: string): Parsed<number> {
  const value = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value <= MAX_APPROVALS
    ? { value }
    : {
        error: `${quote(
          text,
        )} is no number of approvals from 0 to ${MAX_APPROVALS}`,
      };
}

/** Reads the key of a template. */
export function parseTemplate(
  text: string,
  templateKeys: readonly string[],
): Parsed<string> {
  const key = text.trim().toLocaleLowerCase('en-US');
  return templateKeys.includes(key)
    ? { value: key }
    : {
        error: `${quote(text)} is no template; use ${templateKeys.join(', ')}`,
      };
}

/** Reads a length of time such as `P5D` or `3 business days`. */
export function parseDuration(text: string): Parsed<string> {
  return parsePolicyDuration(text)
    ? { value: text.trim() }
    : {
        error: `${quote(
          text,
        )} is no length of time; write it as P5D, PT12H or 3 business days`,
      };
}

/** Reads when action items of each priority fall due, as in `P0=P7D,P1=P15D`. */
export function parseActionItemDue(
  text: string,
): ParsedList<Partial<Record<Priority, string>>> {
  const value: Partial<Record<Priority, string>> = {};
  const errors: string[] = [];
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(Boolean);
  for (const entry of entries) {
    const [name, ...rest] = entry.split('=');
    const priority = priorities.find(
      candidate => candidate === name.trim().toLocaleUpperCase('en-US'),
    );
    const duration = parseDuration(rest.join('='));
    if (!priority || duration.error !== undefined) {
      errors.push(
        `${quote(
          entry,
        )} does not say when a priority falls due; write it as P1=P15D, with a priority from ${
          priorities[0]
        } to ${priorities[priorities.length - 1]}`,
      );
    } else if (value[priority] !== undefined) {
      errors.push(`${quote(entry)} names ${priority} a second time`);
    } else {
      value[priority] = duration.value;
    }
  }
  if (entries.length === 0) {
    errors.push('is empty; write it as P0=P7D,P1=P15D');
  }
  return Object.keys(value).length > 0 ? { value, errors } : { errors };
}

/** Reads who may see the documents. */
export function parseVisibility(
  text: string,
): Parsed<'internal' | 'restricted'> {
  const value = text.trim().toLocaleLowerCase('en-US');
  return value === 'internal' || value === 'restricted'
    ? { value }
    : { error: `${quote(text)} is no visibility; use internal or restricted` };
}
