import type {
  AffectedEntity,
  EffectivePolicy,
  Incident,
  IncidentSeries,
  PolicyDecision,
  PostmortemsSettings,
  SeriesPoint,
} from '@hindsight/plugin-postmortems-common';
import { DEFAULT_SEVERITIES } from '@hindsight/plugin-postmortems-common';

/** The configuration as the backend sends it where nothing is configured. */
export function settings(
  overrides?: Partial<PostmortemsSettings>,
): PostmortemsSettings {
  return {
    severities: [...DEFAULT_SEVERITIES],
    templates: [
      {
        key: 'standard',
        title: 'Standard',
        description: 'For most incidents',
        sections: [
          {
            key: 'summary',
            title: 'Summary',
            help: 'What happened, in a few sentences',
            required: true,
          },
        ],
      },
    ],
    incidentRoles: [{ key: 'incident-commander', title: 'Incident commander' }],
    limits: { sectionBytes: 1024 * 1024, imageBytes: 5 * 1024 * 1024 },
    ...overrides,
  };
}

/** A decision of the policy; required at SEV2 unless said otherwise. */
export function decision(overrides?: Partial<PolicyDecision>): PolicyDecision {
  return {
    required: true,
    reason: 'SEVERITY_REACHED',
    because: 'Domain Payments asks for one from SEV2.',
    dueAt: '2026-11-10T15:14:00.000Z',
    decidedAt: '2026-11-03T15:14:00.000Z',
    fixed: true,
    sources: [],
    ...overrides,
  };
}

/** An affected entity with who answered for it then. */
export function affected(
  entityRef: string,
  overrides?: Partial<AffectedEntity>,
): AffectedEntity {
  return {
    entityRef,
    role: 'affected',
    snapshot: {
      owner: 'group:default/team-payments',
      system: 'system:default/checkout',
      domain: 'domain:default/payments',
      snapshotAt: '2026-11-03T14:02:00.000Z',
    },
    ...overrides,
  };
}

/** An incident: SEV1, resolved after 1 h 12 min, without a postmortem yet. */
export function incident(overrides?: Partial<Incident>): Incident {
  return {
    id: '01K9INC00000000000000000204',
    reference: 'INC-204',
    title: 'Checkout returned 502 for card payments',
    summary: 'Card payments failed for most customers.',
    severity: 'SEV1',
    status: 'resolved',
    kind: 'incident',
    startedAt: '2026-11-03T14:02:00.000Z',
    detectedAt: '2026-11-03T14:06:00.000Z',
    acknowledgedAt: '2026-11-03T14:15:00.000Z',
    mitigatedAt: '2026-11-03T14:59:00.000Z',
    resolvedAt: '2026-11-03T15:14:00.000Z',
    affected: [affected('component:default/checkout-api', { role: 'cause' })],
    roles: [],
    links: [],
    visibility: 'internal',
    flags: [],
    postmortemDecision: decision(),
    createdAt: '2026-11-03T15:30:00.000Z',
    updatedAt: '2026-11-03T15:30:00.000Z',
    createdBy: 'user:default/amelia',
    etag: 'e1',
    ...overrides,
  };
}

/** A policy: required from SEV2 on, owner and SRE review. */
export function policy(overrides?: Partial<EffectivePolicy>): EffectivePolicy {
  const byDefault = [{ kind: 'default' as const }];
  return {
    entityRefs: ['component:default/checkout-api'],
    required: {
      value: false,
      reason: 'SEVERITY_UNDETERMINED',
      because: 'It depends on the severity.',
      sources: [],
    },
    severityThreshold: {
      value: 'SEV2',
      sources: [
        {
          kind: 'annotation',
          forEntityRef: 'component:default/checkout-api',
          entityRef: 'domain:default/payments',
          annotation: 'postmortems/severity-threshold',
        },
      ],
    },
    publishWithin: { value: 'P5D', sources: byDefault },
    template: { value: 'standard', sources: byDefault },
    reviewers: [
      {
        entityRef: 'group:default/team-payments',
        token: 'owner',
        required: true,
        because: byDefault,
      },
      {
        entityRef: 'group:default/sre',
        token: 'group:default/sre',
        required: true,
        because: [
          { kind: 'rule', rule: 'Tier 1 in production', enforced: true },
        ],
      },
    ],
    approvals: { value: 1, sources: byDefault },
    actionItemDue: { value: { P0: 'P7D', P1: 'P15D' }, sources: byDefault },
    visibility: { value: 'internal', sources: byDefault },
    proposedOwner: 'group:default/team-payments',
    warnings: [],
    ...overrides,
  };
}

/** Whether a postmortem is required and there is none. */
export function needsPostmortem(item: Incident): boolean {
  return (
    item.postmortemDecision.required &&
    item.status === 'resolved' &&
    !item.duplicateOf &&
    !item.postmortem
  );
}

/** Whether a postmortem is required, past its due date and not published. */
export function isOverdue(item: Incident): boolean {
  const { required, dueAt } = item.postmortemDecision;
  return (
    required &&
    dueAt !== undefined &&
    Date.parse(dueAt) < Date.now() &&
    item.postmortem?.status !== 'published'
  );
}

/** The mark of an incident on the chart. */
function pointOf(item: Incident): SeriesPoint {
  const disordered = item.flags.some(
    flag => flag.code === 'TIMES_OUT_OF_ORDER',
  );
  return {
    id: item.id,
    reference: item.reference,
    title: item.title,
    startedAt: item.startedAt,
    durationSeconds:
      item.resolvedAt && !disordered
        ? (Date.parse(item.resolvedAt) - Date.parse(item.startedAt)) / 1000
        : undefined,
    severity: item.severity,
    status: item.status,
    kind: item.kind,
    required: item.postmortemDecision.required,
    hasPostmortem: item.postmortem !== undefined,
  };
}

/** Chart and figures of some incidents; other totals can be laid over them. */
export function series(
  incidents: Incident[] = [incident()],
  totals?: Partial<IncidentSeries['totals']>,
): IncidentSeries {
  const mitigated = incidents
    .filter(item => item.kind === 'incident' && item.mitigatedAt)
    .map(
      item =>
        (Date.parse(item.mitigatedAt ?? '') - Date.parse(item.startedAt)) /
        1000,
    )
    .sort((a, b) => a - b);
  const middle = (mitigated.length - 1) / 2;
  return {
    points: incidents.map(pointOf),
    totals: {
      incidents: incidents.length,
      needPostmortem: incidents.filter(needsPostmortem).length,
      overdue: incidents.filter(isOverdue).length,
      open: incidents.filter(item => item.status === 'open').length,
      medianSecondsToMitigate:
        mitigated.length > 0
          ? (mitigated[Math.floor(middle)] + mitigated[Math.ceil(middle)]) / 2
          : undefined,
      medianSecondsToMitigateN: mitigated.length,
      ...totals,
    },
  };
}
