/** The times of an incident, in the order in which they come. @public */
export const INCIDENT_TIMES = [
  'startedAt',
  'detectedAt',
  'acknowledgedAt',
  'mitigatedAt',
  'resolvedAt',
] as const;

/** @public */
export type IncidentTimeField = (typeof INCIDENT_TIMES)[number];

/** @public */
export type IncidentTimes = Partial<Record<IncidentTimeField, string>>;

/** The pairs whose first must not be later than their second; acknowledgement may follow mitigation. */
const ORDERED: ReadonlyArray<[IncidentTimeField, IncidentTimeField]> = [
  ['startedAt', 'detectedAt'],
  ['startedAt', 'acknowledgedAt'],
  ['startedAt', 'mitigatedAt'],
  ['startedAt', 'resolvedAt'],
  ['detectedAt', 'acknowledgedAt'],
  ['detectedAt', 'mitigatedAt'],
  ['detectedAt', 'resolvedAt'],
  ['mitigatedAt', 'resolvedAt'],
];

/** Two times in the wrong order; `field` is the later milestone, at which a form shows it. @public */
export interface TimeOrderProblem {
  field: IncidentTimeField;
  before: IncidentTimeField;
  message: string;
}

const LABELS: Record<IncidentTimeField, string> = {
  startedAt: 'start',
  detectedAt: 'detection',
  acknowledgedAt: 'acknowledgement',
  mitigatedAt: 'mitigation',
  resolvedAt: 'resolution',
};

/**
 * What is wrong with the order of an incident's times: start ≤ detection ≤ acknowledgement,
 * detection ≤ mitigation ≤ resolution. At most one problem for each time.
 *
 * @param times - ISO 8601, in any offset
 * @public
 */
export function findTimeOrderProblems(
  times: IncidentTimes,
): TimeOrderProblem[] {
  const problems = new Map<IncidentTimeField, TimeOrderProblem>();
  for (const [before, field] of ORDERED) {
    const [first, second] = [times[before], times[field]];
    if (first && second && Date.parse(second) < Date.parse(first)) {
      if (!problems.has(field)) {
        problems.set(field, {
          field,
          before,
          message: `the ${LABELS[field]} must not be before the ${LABELS[before]}`,
        });
      }
    }
  }
  return [...problems.values()];
}

/**
 * The status that an incident's times tell.
 *
 * @public
 */
export function statusFromTimes(
  times: IncidentTimes,
): 'open' | 'mitigated' | 'resolved' {
  if (times.resolvedAt) {
    return 'resolved';
  }
  return times.mitigatedAt ? 'mitigated' : 'open';
}
