import { parseEntityRef } from '@backstage/catalog-model';
import {
  INCIDENT_TIMES,
  type Incident,
  type IncidentTimeField,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import { formatTypedTime } from './typedTime';

/** Stands in the form for a severity that nobody can tell yet. */
export const UNDETERMINED = 'undetermined';

/** The kinds of things that an incident touches. */
export const TOUCHED_KINDS = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
];

const text = z.string();

/**
 * What the form holds: texts as they were typed, so that a half-written form is a valid one and
 * can be kept. What it means is worked out by the schema that checks it.
 */
export const filingValuesSchema = z.object({
  /** An incident that is recorded already. */
  incidentId: text.optional(),
  title: text,
  /** Empty until one is chosen. */
  severity: text,
  kind: z.enum(['incident', 'drill', 'maintenance']),
  /** IANA name of the zone in which the times are typed. */
  zone: text,
  times: z.object({
    startedAt: text,
    detectedAt: text,
    acknowledgedAt: text,
    mitigatedAt: text,
    resolvedAt: text,
  }),
  ongoing: z.boolean(),
  summary: text,
  detectedHow: text,
  impact: z.object({
    customersAffected: z.number().optional(),
    customersReporting: z.number().optional(),
    /** Names, separated by commas or lines. */
    customers: text,
    businessMetric: text,
    description: text,
  }),
  links: z.array(z.object({ url: text, title: text })),
  affected: z.array(
    z.object({ entityRef: text, role: z.enum(['affected', 'cause']) }),
  ),
  /** A role without a person is one that is still looked for. */
  roles: z.array(z.object({ role: text, entityRef: text })),
  /** Empty: what the policy says. */
  template: text,
  /** Empty: whom the policy proposes. */
  owner: text,
  additionalReviewers: z.array(text),
});
/** What the form holds. */
export type FilingValues = z.infer<typeof filingValuesSchema>;

/** Whether an incident can touch an entity of this kind. */
function canBeTouched(entityRef: string): boolean {
  return TOUCHED_KINDS.includes(
    parseEntityRef(entityRef).kind.toLocaleLowerCase('en-US'),
  );
}

/** An empty form, opened from an entity's page or from nowhere. */
export function emptyValues(options: {
  entityRef?: string;
  zone: string;
}): FilingValues {
  const { entityRef, zone } = options;
  return {
    title: '',
    severity: '',
    kind: 'incident',
    zone,
    times: {
      startedAt: '',
      detectedAt: '',
      acknowledgedAt: '',
      mitigatedAt: '',
      resolvedAt: '',
    },
    ongoing: false,
    summary: '',
    detectedHow: '',
    impact: { customers: '', businessMetric: '', description: '' },
    links: [],
    affected:
      entityRef && canBeTouched(entityRef)
        ? [{ entityRef, role: 'affected' }]
        : [],
    roles: [],
    template: '',
    owner: '',
    additionalReviewers: [],
  };
}

/** The form filled in with what a recorded incident says. */
export function valuesOfIncident(
  incident: Incident,
  options: { entityRef?: string; zone: string },
): FilingValues {
  const { zone } = options;
  const empty = emptyValues(options);
  const times = { ...empty.times };
  for (const field of INCIDENT_TIMES) {
    const iso = incident[field];
    times[field] = iso ? formatTypedTime(iso, zone) : '';
  }
  const { impact } = incident;
  return {
    ...empty,
    incidentId: incident.id,
    title: incident.title,
    severity: incident.severity ?? UNDETERMINED,
    kind: incident.kind,
    times,
    ongoing: !incident.resolvedAt,
    summary: incident.summary,
    detectedHow: incident.detection?.how ?? '',
    impact: {
      customersAffected: impact?.customersAffected,
      customersReporting: impact?.customersReporting,
      customers: impact?.customers?.join(', ') ?? '',
      businessMetric: impact?.businessMetric ?? '',
      description: impact?.description ?? '',
    },
    links: incident.links.map(link => ({
      url: link.url,
      title: link.title ?? '',
    })),
    affected:
      incident.affected.length > 0
        ? incident.affected.map(({ entityRef, role }) => ({ entityRef, role }))
        : empty.affected,
    roles: incident.roles,
  };
}

/** The steps of the form, as they stand in the address. */
export const FILING_STEPS = [1, 2, 3] as const;
/** A step of the form. */
export type FilingStep = (typeof FILING_STEPS)[number];

/** The name of a field of the form. */
export type FilingField =
  | keyof FilingValues
  | `times.${IncidentTimeField}`
  | `impact.${keyof FilingValues['impact']}`
  | `links.${number}.url`
  | `links.${number}.title`;

/** The fields of each step in the order in which they are seen. */
export const STEP_FIELDS: Record<FilingStep, FilingField[]> = {
  1: [
    'incidentId',
    'title',
    'severity',
    'kind',
    'zone',
    'times.startedAt',
    'times.detectedAt',
    'times.acknowledgedAt',
    'times.mitigatedAt',
    'times.resolvedAt',
    'ongoing',
    'summary',
    'detectedHow',
    'impact.customersAffected',
    'impact.customersReporting',
    'impact.customers',
    'impact.businessMetric',
    'impact.description',
    'links',
  ],
  2: ['affected', 'roles'],
  3: ['template', 'owner', 'additionalReviewers'],
};
