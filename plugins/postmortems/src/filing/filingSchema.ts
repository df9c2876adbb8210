import type { TranslationFunction } from '@backstage/core-plugin-api/alpha';
import {
  findTimeOrderProblems,
  incidentInputSchema,
  INCIDENT_TIMES,
  postmortemInputSchema,
  type Incident,
  type IncidentInput,
  type IncidentPatch,
  type IncidentTimeField,
  type IncidentTimes,
  type PostmortemInput,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { postmortemsTranslationRef } from '../translation';
import { fieldOfPath } from './fieldPaths';
import { type FilingValues, UNDETERMINED } from './filingValues';
import { patchOfIncident } from './incidentPatch';
import { readTypedTime, type ReadTime, type UnreadTime } from './typedTime';

/** The plugin's translations. */
export type Translate = TranslationFunction<
  (typeof postmortemsTranslationRef)['T']
>;

/** What a filled-in form asks of the backend. */
export interface FilingRequest {
  postmortem: PostmortemInput;
  /** What changes about an incident that was recorded already, if anything. */
  patch?: IncidentPatch;
}

/** Clocks of browsers and servers differ a little. */
const CLOCK_SLACK_SECONDS = 60;

/**
 * What the typed times mean, as far as they can be read.
 */
export function readTimes(
  values: Pick<FilingValues, 'times' | 'zone' | 'ongoing'>,
  now: DateTime,
): Partial<Record<IncidentTimeField, ReadTime | UnreadTime>> {
  const { times, zone, ongoing } = values;
  const read: Partial<Record<IncidentTimeField, ReadTime | UnreadTime>> = {};
  for (const field of INCIDENT_TIMES) {
    if (times[field].trim() && !(field === 'resolvedAt' && ongoing)) {
      const start = read.startedAt?.ok ? read.startedAt.iso : undefined;
      read[field] = readTypedTime(times[field], { zone, now, start });
    }
  }
  return read;
}

/** The moments among the times that were read. */
export function momentsOf(read: ReturnType<typeof readTimes>): IncidentTimes {
  const moments: IncidentTimes = {};
  for (const field of INCIDENT_TIMES) {
    const time = read[field];
    if (time?.ok) {
      moments[field] = time.iso;
    }
  }
  return moments;
}

/** What an incident would be recorded as, before it is checked. */
function incidentOfValues(
  values: FilingValues,
  times: IncidentTimes,
): IncidentInput {
  const { impact } = values;
  const customers = impact.customers
    .split(/[,;\n]/)
    .map(name => name.trim())
    .filter(Boolean);
  const numbers = {
    customersAffected: impact.customersAffected,
    customersReporting: impact.customersReporting,
    customers: customers.length > 0 ? customers : undefined,
    businessMetric: impact.businessMetric.trim() || undefined,
    description: impact.description.trim() || undefined,
  };
  return {
    title: values.title,
    summary: values.summary.trim() || undefined,
    severity:
      values.severity && values.severity !== UNDETERMINED
        ? values.severity
        : undefined,
    kind: values.kind,
    ...times,
    startedAt: times.startedAt ?? '',
    detection: values.detectedHow.trim()
      ? { how: values.detectedHow }
      : undefined,
    impact: Object.values(numbers).some(value => value !== undefined)
      ? numbers
      : undefined,
    affected: values.affected,
    roles: values.roles.filter(({ entityRef }) => entityRef),
    // A row that is empty keeps its place here, so that a problem finds its field.
    links: values.links.map(link => ({
      url: link.url.trim(),
      title: link.title.trim() || undefined,
    })),
  };
}

/**
 * Checks the form with the schemas that the backend checks the request with, and turns it into
 * that request.
 *
 * @param options - `incident`: the recorded incident that is filed for; times of it that nobody
 * touched may stay out of order, as its source told them; `asRecorded`: nothing about it may be
 * changed, so nothing about it is checked
 */
export function createFilingSchema(options: {
  t: Translate;
  now?: () => DateTime;
  incident?: Incident;
  asRecorded?: boolean;
}) {
  const { t, now = () => DateTime.now(), incident, asRecorded } = options;
  return z
    .custom<FilingValues>()
    .transform((values, context): FilingRequest => {
      const wrong = new Set<string>();
      const refuse = (field: string, message: string) => {
        if (!wrong.has(field)) {
          wrong.add(field);
          context.addIssue({ code: 'custom', path: field.split('.'), message });
        }
      };

      const filled = {
        ...values,
        links: values.links.filter(
          link => link.url.trim() || link.title.trim(),
        ),
      };
      const refuseIssues = (issues: z.core.$ZodIssue[]) => {
        for (const issue of issues) {
          const field = fieldOfPath(issue.path.map(String)) ?? 'title';
          refuse(originalField(field, values, filled), plainMessage(issue, t));
        }
      };
      const checkIncident = () => {
        if (!values.title.trim()) {
          refuse('title', t('filing.problems.title'));
        }
        if (!values.severity) {
          refuse('severity', t('filing.problems.severity'));
        }
        const times = checkTimes(values, { t, now: now(), incident, refuse });
        if (values.affected.length === 0) {
          refuse('affected', t('filing.problems.affected'));
        }
        const input = incidentOfValues(filled, times);
        const checked = incidentInputSchema.safeParse(input);
        if (!checked.success) {
          refuseIssues(checked.error.issues);
        }
        return { input, checked };
      };

      const facts = incident && asRecorded ? undefined : checkIncident();
      const postmortem: PostmortemInput = {
        ...(incident
          ? { incidentId: incident.id }
          : { incident: facts?.input }),
        template: values.template || undefined,
        owner: values.owner || undefined,
        additionalReviewers:
          values.additionalReviewers.length > 0
            ? values.additionalReviewers
            : undefined,
      };
      const whole = postmortemInputSchema.safeParse(postmortem);
      if (!whole.success) {
        refuseIssues(whole.error.issues);
      }
      return {
        postmortem,
        patch:
          incident && facts?.checked.success
            ? patchOfIncident(incident, facts.checked.data)
            : undefined,
      };
    });
}

function checkTimes(
  values: FilingValues,
  options: {
    t: Translate;
    now: DateTime;
    incident?: Incident;
    refuse: (field: string, message: string) => void;
  },
): IncidentTimes {
  const { t, now, incident, refuse } = options;
  const read = readTimes(values, now);
  if (!values.times.startedAt.trim()) {
    refuse('times.startedAt', t('filing.problems.start'));
  }
  if (!values.times.resolvedAt.trim() && !values.ongoing) {
    refuse('times.resolvedAt', t('filing.problems.end'));
  }
  const moments: IncidentTimes = {};
  for (const field of INCIDENT_TIMES) {
    const time = read[field];
    if (time && !time.ok) {
      refuse(
        `times.${field}`,
        time.problem === 'gap'
          ? t('filing.problems.gap', time)
          : t(`filing.problems.${time.problem}`),
      );
    } else if (time?.ok) {
      const kept = incident?.[field];
      const untouched = kept !== undefined && sameSecond(kept, time.iso);
      moments[field] = untouched ? kept : time.iso;
      const limit = now.plus({ seconds: CLOCK_SLACK_SECONDS }).toMillis();
      if (!untouched && Date.parse(time.iso) > limit) {
        refuse(`times.${field}`, t('filing.problems.future'));
      }
    }
  }
  const asRecorded =
    incident !== undefined &&
    INCIDENT_TIMES.every(field => moments[field] === incident[field]);
  for (const { field, before } of asRecorded
    ? []
    : findTimeOrderProblems(moments)) {
    refuse(
      `times.${field}`,
      t('filing.problems.order', {
        later: t(`filing.times.${field}`),
        earlier: t(`filing.times.${before}`).toLocaleLowerCase(),
        time: DateTime.fromISO(moments[before]!, {
          zone: values.zone,
        }).toFormat('HH:mm'),
      }),
    );
  }
  return moments;
}

function sameSecond(a: string, b: string): boolean {
  return Math.floor(Date.parse(a) / 1000) === Math.floor(Date.parse(b) / 1000);
}

/** The field before rows without content were left out. */
function originalField(
  field: string,
  values: FilingValues,
  filled: FilingValues,
): string {
  const match = /^links\.(\d+)\.(.+)$/.exec(field);
  const row = match ? filled.links[Number(match[1])] : undefined;
  return match && row
    ? `links.${values.links.indexOf(row)}.${match[2]}`
    : field;
}

/** A schema's complaint in words for the person at the form. */
function plainMessage(issue: z.core.$ZodIssue, t: Translate): string {
  switch (issue.code) {
    case 'too_big':
      if (issue.origin === 'string' || issue.origin === 'array') {
        return t(
          issue.origin === 'array'
            ? 'filing.problems.tooMany'
            : 'filing.problems.tooLong',
          { maximum: issue.maximum.toLocaleString() },
        );
      }
      return t('filing.problems.number');
    case 'too_small':
    case 'invalid_type':
      return issue.path.includes('impact')
        ? t('filing.problems.number')
        : t('filing.problems.other', { reason: issue.message });
    case 'invalid_format':
      return issue.path.includes('url')
        ? t('filing.problems.url')
        : t('filing.problems.other', { reason: issue.message });
    default:
      return t('filing.problems.other', { reason: issue.message });
  }
}
