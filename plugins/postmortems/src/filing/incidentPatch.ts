import {
  INCIDENT_TIMES,
  type Incident,
  type IncidentPatch,
  type ParsedIncidentInput,
} from '@hindsight/plugin-postmortems-common';

/**
 * What the form changed about an incident that was recorded already.
 *
 * @returns undefined where nothing changed
 */
export function patchOfIncident(
  incident: Incident,
  input: ParsedIncidentInput,
): IncidentPatch | undefined {
  const patch: IncidentPatch = {};
  if (input.title !== incident.title) {
    patch.title = input.title;
  }
  if ((input.summary ?? '') !== incident.summary) {
    patch.summary = input.summary ?? '';
  }
  if (input.severity !== incident.severity) {
    patch.severity = input.severity ?? null;
  }
  if (input.kind !== incident.kind) {
    patch.kind = input.kind;
  }
  for (const field of INCIDENT_TIMES) {
    if (input[field] !== incident[field]) {
      if (field === 'startedAt') {
        patch.startedAt = input.startedAt;
      } else {
        patch[field] = input[field] ?? null;
      }
    }
  }
  if (differs(input.detection, incident.detection)) {
    patch.detection = input.detection ?? null;
  }
  if (differs(input.impact, incident.impact)) {
    patch.impact = input.impact ?? null;
  }
  const kept = new Map(
    incident.affected.map(({ snapshot, ...rest }) => [rest.entityRef, rest]),
  );
  const affected = input.affected.map(item => ({
    ...kept.get(item.entityRef),
    ...item,
  }));
  if (differs(affected, [...kept.values()])) {
    patch.affected = affected;
  }
  if (differs(input.roles, incident.roles)) {
    patch.roles = input.roles;
  }
  if (differs(input.links, incident.links)) {
    patch.links = input.links;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** Whether two values say something different; absent keys and their order say nothing. */
function differs(a: unknown, b: unknown): boolean {
  return normalForm(a) !== normalForm(b);
}

function normalForm(value: unknown): string {
  const isEmpty = (item: unknown) =>
    item === undefined || item === '' || (Array.isArray(item) && !item.length);
  const text = JSON.stringify(value, (_key, item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(
          Object.entries(item)
            .filter(([, part]) => !isEmpty(part))
            .sort(([one], [other]) => one.localeCompare(other)),
        )
      : item,
  );
  return text === '{}' || text === undefined ? '' : text;
}
