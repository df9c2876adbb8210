import {
  findTimeOrderProblems,
  incidentInputSchema,
  type IncidentFlag,
  type ImportRecordReport,
  type IncidentSource,
  type ParsedIncidentInput,
  type SeverityScale,
  sourceSchema,
} from '@hindsight/plugin-postmortems-common';
import { componentKey, type ComponentMatch } from './ComponentMatcher';
import type { ImportProblem, ParsedRecord, SourceRecord } from './types';

/** NUL and halves of surrogate pairs, which PostgreSQL refuses. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Component names that one message spells out. */
const MAX_NAMES = 20;

/** A record that is ready to be stored. */
export interface Candidate {
  input: ParsedIncidentInput;
  source: IncidentSource;
  flags: IncidentFlag[];
}

/** A record on its way in. */
export interface PreparedRecord {
  label: string;
  title?: string;
  components: ImportRecordReport['components'];
  candidate?: Candidate;
  problems: ImportProblem[];
}

/** What records are made sense of with. */
export interface Dictionary {
  provider: string;
  severities: SeverityScale;
  /** Canonical severity names by the page's names, in lower case. */
  severityNames: Map<string, string>;
  /** By {@link componentKey}. */
  components: Map<string, ComponentMatch>;
}

/** Names of a record's fields in the words of the page, for messages. */
const FIELD_NAMES: Record<string, string> = {
  startedAt: 'start',
  mitigatedAt: 'mitigation',
  resolvedAt: 'resolution',
};

function readSeverity(
  record: SourceRecord,
  dictionary: Dictionary,
  flags: IncidentFlag[],
): string | undefined {
  const name = record.severity;
  const severity = name
    ? dictionary.severityNames.get(componentKey(name)) ??
      dictionary.severities.find(name)?.name
    : undefined;
  // Nobody has to settle how severe planned work was.
  if (!severity && record.kind === 'incident') {
    flags.push({
      code: 'SEVERITY_UNDETERMINED',
      field: 'severity',
      message: name
        ? `No configured severity goes by the name '${name.slice(0, 80)}'`
        : 'The record names no severity',
    });
  }
  return severity;
}

function listNames(names: string[]): string {
  const shown = names
    .slice(0, MAX_NAMES)
    .map(name => `'${name.slice(0, 120)}'`);
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function readAffected(
  components: PreparedRecord['components'],
  dictionary: Dictionary,
  flags: IncidentFlag[],
): ParsedIncidentInput['affected'] {
  const refs = new Set<string>();
  const unknown: string[] = [];
  const ambiguous: string[] = [];
  for (const { name, entityRef } of components) {
    const match = dictionary.components.get(componentKey(name));
    if (entityRef) {
      refs.add(entityRef);
    } else if (match && match.candidates > 1) {
      ambiguous.push(name);
    } else {
      unknown.push(name);
    }
  }
  const messages = [];
  if (unknown.length > 0) {
    messages.push(
      `No entity in the catalog answers to the component ${listNames(unknown)}`,
    );
  }
  if (ambiguous.length > 0) {
    messages.push(
      `More than one entity answers to the component ${listNames(ambiguous)}`,
    );
  }
  if (messages.length > 0) {
    flags.push({
      code: 'ENTITY_UNKNOWN',
      field: 'affected',
      message: messages.join('. '),
    });
  }
  return [...refs].map(entityRef => ({ entityRef, role: 'affected' }));
}

function findUnstorable(record: SourceRecord): ImportProblem[] {
  const texts: Array<[string, string]> = [
    ['title', record.title],
    ['summary', record.summary],
    ['record', record.externalId],
    ...record.components.map((name): [string, string] => ['components', name]),
  ];
  return texts
    .filter(([, text]) => UNSTORABLE.test(text))
    .map(([field]) => ({
      field,
      message: 'holds a NUL character or half of a surrogate pair',
    }));
}

/**
 * Turns what a record says into an incident: severity and components in the portal's own names,
 * and a flag for everything that a person should settle.
 */
export function prepareRecord(
  parsed: ParsedRecord,
  dictionary: Dictionary,
): PreparedRecord {
  const { label, title, record } = parsed;
  if (!record) {
    return { label, title, components: [], problems: parsed.problems };
  }
  const components = record.components.map(name => ({
    name,
    entityRef: dictionary.components.get(componentKey(name))?.entityRef,
  }));
  const flags = [...record.flags];
  for (const problem of findTimeOrderProblems(record.times)) {
    flags.push({
      code: 'TIMES_OUT_OF_ORDER',
      field: problem.field,
      message: problem.message,
    });
  }
  if (record.status === 'mitigated' && !record.times.mitigatedAt) {
    flags.push({
      code: 'TIME_MISSING',
      field: 'mitigatedAt',
      message: 'The record says that it is mitigated, but not when',
    });
  }
  const severity = readSeverity(record, dictionary, flags);
  const affected = readAffected(components, dictionary, flags);

  const problems = [...parsed.problems, ...findUnstorable(record)];
  const input = incidentInputSchema.safeParse({
    title: record.title,
    summary: record.summary,
    severity,
    status: record.status,
    kind: record.kind,
    ...record.times,
    affected,
  });
  const source = sourceSchema.safeParse({
    provider: dictionary.provider,
    externalId: record.externalId,
    // A record is worth having without its link.
    url: sourceSchema.shape.url.safeParse(record.url).data,
  });
  for (const result of [input, source]) {
    for (const issue of result.error?.issues ?? []) {
      const field = issue.path.join('.');
      problems.push({
        field: FIELD_NAMES[field] ?? field,
        message: issue.message,
      });
    }
  }
  return {
    label,
    title,
    components,
    problems,
    candidate:
      problems.length === 0 && input.success && source.success
        ? { input: input.data, source: source.data, flags }
        : undefined,
  };
}
