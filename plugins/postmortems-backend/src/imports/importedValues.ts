import { isDeepStrictEqual } from 'util';
import type {
  Incident,
  IncidentFlag,
  ParsedIncidentInput,
  ParsedIncidentPatch,
} from '@hindsight/plugin-postmortems-common';

/** The fields that an import fills. `null` says that the record has none. */
const FIELDS = [
  'title',
  'summary',
  'severity',
  'status',
  'kind',
  'startedAt',
  'mitigatedAt',
  'resolvedAt',
  'affected',
] as const;

type Field = (typeof FIELDS)[number];

/**
 * What a record says, in the form in which two imports are compared and in which it is stored as
 * JSON.
 */
export interface ImportedValues {
  title: string;
  summary: string;
  severity: string | null;
  status: ParsedIncidentInput['status'];
  kind: ParsedIncidentInput['kind'];
  startedAt: string;
  mitigatedAt: string | null;
  resolvedAt: string | null;
  affected: Array<{
    entityRef: string;
    role: 'affected' | 'cause';
    impactStartedAt: string | null;
    impactEndedAt: string | null;
  }>;
  flags: IncidentFlag[];
}

function valuesOf(
  incident: Pick<ParsedIncidentInput | Incident, Field>,
  flags: IncidentFlag[],
): ImportedValues {
  return {
    title: incident.title,
    summary: incident.summary ?? '',
    severity: incident.severity ?? null,
    status: incident.status,
    kind: incident.kind,
    startedAt: incident.startedAt,
    mitigatedAt: incident.mitigatedAt ?? null,
    resolvedAt: incident.resolvedAt ?? null,
    affected: incident.affected
      .map(({ entityRef, role, impactStartedAt, impactEndedAt }) => ({
        entityRef,
        role,
        impactStartedAt: impactStartedAt ?? null,
        impactEndedAt: impactEndedAt ?? null,
      }))
      .sort((a, b) =>
        `${a.entityRef} ${a.role}` < `${b.entityRef} ${b.role}` ? -1 : 1,
      ),
    flags,
  };
}

/** What a record says that is about to be imported. */
export function valuesOfInput(
  input: ParsedIncidentInput,
  flags: IncidentFlag[],
): ImportedValues {
  return valuesOf(input, flags);
}

/** What an import does with an incident that is there already. */
export interface Revision {
  patch: ParsedIncidentPatch;
  /** The flags that still hold; those on fields that a person has taken over are gone. */
  flags: IncidentFlag[];
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === '' || (Array.isArray(value) && !value.length)
  );
}

/**
 * What the record changes: only fields that still are as the last import left them. What a person
 * has edited since stays theirs.
 *
 * @param last - what the record said last time; absent where the incident came in another way, and
 * then only its empty fields are filled
 * @returns undefined where nothing changes
 */
export function planRevision(
  incident: Incident,
  last: ImportedValues | undefined,
  next: ImportedValues,
  input: ParsedIncidentInput,
): Revision | undefined {
  const current = valuesOf(incident, incident.flags);
  const patch: ParsedIncidentPatch = {};
  const theirs = new Set<string>();
  for (const field of FIELDS) {
    if (isDeepStrictEqual(next[field], current[field])) {
      continue;
    }
    const taken = last
      ? !isDeepStrictEqual(current[field], last[field])
      : !isEmpty(current[field]);
    if (taken) {
      theirs.add(field);
    } else {
      Object.assign(patch, { [field]: input[field] ?? null });
    }
  }
  const flags = next.flags.filter(flag => !theirs.has(flag.field));
  const flagsChanged =
    last !== undefined &&
    !isDeepStrictEqual(
      flags,
      last.flags.filter(flag => !theirs.has(flag.field)),
    );
  if (flagsChanged && !theirs.has('affected')) {
    // The flags on the affected entities are looked at again only where these are written.
    patch.affected = input.affected;
  }
  return Object.keys(patch).length > 0 || flagsChanged
    ? { patch, flags }
    : undefined;
}
