import {
  INCIDENT_TIMES,
  type Incident,
  type IncidentFlag,
  type ParsedIncidentInput,
  type ParsedIncidentPatch,
} from '@hindsight/plugin-postmortems-common';

/** The patch's value where it has one, nothing where it clears, otherwise the present one. */
function change<T>(patch: T | null | undefined, current: T | undefined) {
  return patch === undefined ? current : patch ?? undefined;
}

/** The incident as its patch would have it, in the form in which incidents are entered. */
export function applyPatch(
  incident: Incident,
  patch: ParsedIncidentPatch,
): ParsedIncidentInput {
  const timesChange = INCIDENT_TIMES.some(field => patch[field] !== undefined);
  // Times tell the status, unless somebody says otherwise or it was called off.
  const status =
    patch.status ??
    (timesChange && incident.status !== 'cancelled'
      ? undefined
      : incident.status);
  return {
    title: patch.title ?? incident.title,
    summary: patch.summary ?? incident.summary,
    severity: change(patch.severity, incident.severity),
    status,
    kind: patch.kind ?? incident.kind,
    startedAt: patch.startedAt ?? incident.startedAt,
    detectedAt: change(patch.detectedAt, incident.detectedAt),
    acknowledgedAt: change(patch.acknowledgedAt, incident.acknowledgedAt),
    mitigatedAt: change(patch.mitigatedAt, incident.mitigatedAt),
    resolvedAt: change(patch.resolvedAt, incident.resolvedAt),
    detection: change(patch.detection, incident.detection),
    impact: change(patch.impact, incident.impact),
    affected:
      patch.affected ??
      incident.affected.map(({ snapshot, ...entity }) => entity),
    roles: patch.roles ?? incident.roles,
    links: patch.links ?? incident.links,
    duplicateOf: change(patch.duplicateOf, incident.duplicateOf),
    followsFrom: change(patch.followsFrom, incident.followsFrom),
    visibility: patch.visibility ?? incident.visibility,
  };
}

/** The flags that a patch leaves: those on what it does not touch. */
export function keptFlags(
  flags: IncidentFlag[],
  patch: ParsedIncidentPatch,
  next: ParsedIncidentInput,
): IncidentFlag[] {
  const timesChange = INCIDENT_TIMES.some(field => patch[field] !== undefined);
  return flags.filter(({ code, field }) => {
    switch (code) {
      case 'TIMES_OUT_OF_ORDER':
        return field.startsWith('affected')
          ? patch.affected === undefined
          : !timesChange;
      case 'TIME_MISSING':
        return INCIDENT_TIMES.every(
          time => time !== field || next[time] === undefined,
        );
      case 'SEVERITY_UNDETERMINED':
        return next.severity === undefined;
      case 'ENTITY_UNKNOWN':
        // The snapshot of the affected entities brings these back.
        return false;
      default:
        return !Object.entries(patch).some(
          ([key, value]) => key === field && value !== undefined,
        );
    }
  });
}
