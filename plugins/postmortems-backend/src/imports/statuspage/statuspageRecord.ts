import type {
  IncidentFlag,
  IncidentStatus,
  IncidentTimeField,
} from '@hindsight/plugin-postmortems-common';
import { readSourceTime } from '../sourceTime';
import type { ImportProblem, ParsedRecord } from '../types';
import { statuspageIncidentSchema } from './schema';
import type { StatuspageIncident } from './schema';
import { sortUpdates, summarizeUpdates, timeOfUpdate } from './updates';

const RESOLVED = new Set(['resolved', 'postmortem', 'completed']);
const MITIGATED = new Set(['monitoring', 'verifying']);
const PLANNED = new Set(['scheduled', 'in_progress', 'verifying', 'completed']);

function statusOf(incident: StatuspageIncident): IncidentStatus {
  const status = incident.status?.toLocaleLowerCase('en-US') ?? '';
  if (RESOLVED.has(status) || (!status && incident.resolved_at)) {
    return 'resolved';
  }
  return MITIGATED.has(status) ? 'mitigated' : 'open';
}

function isMaintenance(incident: StatuspageIncident): boolean {
  return (
    incident.impact === 'maintenance' ||
    Boolean(incident.scheduled_for) ||
    PLANNED.has(incident.status ?? '')
  );
}

/** Planned work begins when it is planned for, whenever it was announced. */
function startFieldOf(incident: StatuspageIncident, maintenance: boolean) {
  if (maintenance && incident.scheduled_for) {
    return 'scheduled_for';
  }
  return incident.started_at ? 'started_at' : 'created_at';
}

/** Each component once: newer pages name it in the updates too, with its group before it. */
function componentsOf(incident: StatuspageIncident): string[] {
  const ids = new Set<string>();
  const names = new Set<string>();
  const updates = incident.incident_updates ?? [];
  for (const component of [
    ...(incident.components ?? []),
    ...updates.flatMap(update => update.affected_components ?? []),
  ]) {
    const id = component.id ?? component.code;
    const name = component.name.trim();
    if (name && !(id && ids.has(id))) {
      names.add(name);
    }
    if (id) {
      ids.add(id);
    }
  }
  return [...names];
}

/** The time of the first update that says one of these, where the record has no field for it. */
function firstUpdate(
  incident: StatuspageIncident,
  statuses: Set<string>,
): string | undefined {
  const update = sortUpdates(incident).find(candidate =>
    statuses.has(candidate.status ?? ''),
  );
  return update && timeOfUpdate(update);
}

/** Reads one incident of a Statuspage history. */
export function parseStatuspageRecord(
  value: unknown,
  position: number,
): ParsedRecord {
  const parsed = statuspageIncidentSchema.safeParse(value);
  const raw = Object(value) as Record<string, unknown>;
  const label =
    typeof raw.id === 'string' && raw.id ? raw.id : `incidents[${position}]`;
  const title = typeof raw.name === 'string' ? raw.name : undefined;
  if (!parsed.success) {
    return {
      label,
      title,
      problems: parsed.error.issues.map(issue => ({
        field: issue.path.join('.') || 'record',
        message: issue.message,
      })),
    };
  }
  const incident = parsed.data;
  const problems: ImportProblem[] = [];
  const flags: IncidentFlag[] = [];
  const maintenance = isMaintenance(incident);
  const status = statusOf(incident);

  const startField = startFieldOf(incident, maintenance);
  const startText = incident[startField];
  const started = startText
    ? readSourceTime(startText)
    : { problem: 'is missing' };
  if (started.problem !== undefined) {
    problems.push({ field: startField, message: started.problem });
  }

  function readOptional(
    source: 'monitoring_at' | 'resolved_at',
    field: IncidentTimeField,
    fallback: Set<string>,
  ): string | undefined {
    const sourceText = incident[source];
    if (!sourceText) {
      return firstUpdate(incident, fallback);
    }
    const read = readSourceTime(sourceText);
    if (read.problem !== undefined) {
      flags.push({
        code: 'TIME_MISSING',
        field,
        message: `${source}: ${read.problem}`,
      });
    }
    return read.time;
  }

  const mitigatedAt =
    status === 'open'
      ? undefined
      : readOptional('monitoring_at', 'mitigatedAt', MITIGATED);
  const resolvedAt =
    status === 'resolved'
      ? readOptional('resolved_at', 'resolvedAt', RESOLVED)
      : undefined;
  if (
    status === 'resolved' &&
    !resolvedAt &&
    !flags.some(flag => flag.field === 'resolvedAt')
  ) {
    flags.push({
      code: 'TIME_MISSING',
      field: 'resolvedAt',
      message: 'The record says that it is resolved, but not when',
    });
  }

  if (!started.time) {
    return { label, title, problems };
  }
  const impact = incident.impact?.trim();
  return {
    label,
    title: incident.name,
    problems,
    record: {
      externalId: incident.id,
      url: incident.shortlink ?? undefined,
      title: incident.name,
      summary: summarizeUpdates(incident),
      severity: impact && impact !== 'maintenance' ? impact : undefined,
      status,
      kind: maintenance ? 'maintenance' : 'incident',
      times: { startedAt: started.time, mitigatedAt, resolvedAt },
      components: componentsOf(incident),
      flags,
    },
  };
}
