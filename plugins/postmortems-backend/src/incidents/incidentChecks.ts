import { InputError } from '@backstage/errors';
import {
  INCIDENT_TIMES,
  findTimeOrderProblems,
  statusFromTimes,
  type IncidentFlag,
  type IncidentKind,
  type IncidentStatus,
  type IncidentTimes,
  type ParsedIncidentInput,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';

/** Clocks differ; nobody is refused for a few minutes. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/**
 * What to do about a problem: refuse what a person enters, keep and flag what a tool says.
 */
export type ProblemSink = (flag: IncidentFlag) => void;

/** @throws InputError naming the field */
export const refuse: ProblemSink = ({ field, message }) => {
  throw new InputError(`${field}: ${message}`);
};

/**
 * The severity's name on the scale.
 *
 * @returns undefined where the scale does not know it and the problem was not refused
 */
export function checkSeverity(
  severity: string,
  scale: SeverityScale,
  report: ProblemSink,
): string | undefined {
  const known = scale.find(severity);
  if (!known) {
    report({
      code: 'SEVERITY_UNDETERMINED',
      field: 'severity',
      message: `'${severity}' is no severity; use one of ${scale.severities
        .map(({ name }) => name)
        .join(', ')}`,
    });
  }
  return known?.name;
}

/** The order of the times, and that none lies ahead. */
export function checkTimes(
  times: IncidentTimes & { kind: IncidentKind },
  options: { now: number; report: ProblemSink; allowFuture: boolean },
): void {
  const { now, report, allowFuture } = options;
  for (const problem of findTimeOrderProblems(times)) {
    report({
      code: 'TIMES_OUT_OF_ORDER',
      field: problem.field,
      message: problem.message,
    });
  }
  // Maintenance is announced beforehand.
  if (!allowFuture && times.kind !== 'maintenance') {
    for (const field of INCIDENT_TIMES) {
      const time = times[field];
      if (time !== undefined && Date.parse(time) > now + CLOCK_SKEW_MS) {
        throw new InputError(`${field}: must not be in the future`);
      }
    }
  }
}

/** The impact windows of the affected entities. */
export function checkImpactWindows(
  affected: ParsedIncidentInput['affected'],
  report: ProblemSink,
): void {
  for (const [i, { impactStartedAt, impactEndedAt }] of affected.entries()) {
    if (
      impactStartedAt &&
      impactEndedAt &&
      Date.parse(impactEndedAt) < Date.parse(impactStartedAt)
    ) {
      report({
        code: 'TIMES_OUT_OF_ORDER',
        field: `affected[${i}].impactEndedAt`,
        message: 'the end of the impact must not be before its start',
      });
    }
  }
}

/**
 * The status that goes with the times.
 *
 * @param wanted - what the caller says; absent where the times alone tell
 */
export function checkStatus(
  wanted: IncidentStatus | undefined,
  times: IncidentTimes,
  options: { lenient: boolean; report: ProblemSink },
): IncidentStatus {
  const told = statusFromTimes(times);
  if (wanted === undefined || wanted === told || wanted === 'cancelled') {
    return wanted ?? told;
  }
  const missing = wanted === 'resolved' ? 'resolvedAt' : 'mitigatedAt';
  const isFurther = wanted === 'resolved' || told === 'open';
  if (isFurther) {
    options.report({
      code: 'TIME_MISSING',
      field: missing,
      message: `is needed where the status is ${wanted}`,
    });
    return wanted;
  }
  if (!options.lenient) {
    const present = told === 'resolved' ? 'resolvedAt' : 'mitigatedAt';
    throw new InputError(
      `status: cannot be ${wanted} while ${present} is set; clear it or say ${told}`,
    );
  }
  return told;
}

/**
 * The affected entities, each once in each role.
 *
 * @throws InputError for one that is named again, unless lenient
 */
export function checkAffected(
  affected: ParsedIncidentInput['affected'],
  options: { lenient: boolean },
): ParsedIncidentInput['affected'] {
  const seen = new Set<string>();
  return affected.filter(({ entityRef, role }, i) => {
    const key = `${role} ${entityRef}`;
    if (seen.has(key)) {
      if (!options.lenient) {
        throw new InputError(
          `affected[${i}].entityRef: ${entityRef} is there twice as ${role}`,
        );
      }
      return false;
    }
    seen.add(key);
    return true;
  });
}

/** The roles, each person once in each. */
export function withoutRepeatedRoles(
  roles: ParsedIncidentInput['roles'],
): ParsedIncidentInput['roles'] {
  const seen = new Set<string>();
  return roles.filter(({ role, entityRef }) => {
    const key = JSON.stringify([role, entityRef]);
    return !seen.has(key) && seen.add(key);
  });
}
