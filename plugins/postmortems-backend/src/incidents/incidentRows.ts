import type {
  AffectedEntity,
  Incident,
  IncidentStatus,
  PostmortemStatus,
  RoleAssignment,
} from '@hindsight/plugin-postmortems-common';
import {
  searchWords,
  toIso,
  toMillis,
  toOptionalIso,
  toOptionalMillis,
} from '../database';
import type { PreparedIncident } from './types';

type BigInteger = number | string;

/** A row of `incidents`. */
export interface IncidentRow {
  id: string;
  number: number;
  title: string;
  summary: string;
  severity: string | null;
  status: IncidentStatus;
  kind: Incident['kind'];
  started_at: BigInteger;
  detected_at: BigInteger | null;
  acknowledged_at: BigInteger | null;
  mitigated_at: BigInteger | null;
  resolved_at: BigInteger | null;
  detection: string | null;
  impact: string | null;
  links: string;
  flags: string;
  source_provider: string | null;
  source_external_id: string | null;
  source_url: string | null;
  duplicate_of: string | null;
  follows_from: string | null;
  visibility: Incident['visibility'];
  decision_required: boolean | number;
  decision_reason: Incident['postmortemDecision']['reason'];
  decision_because: string;
  decision_due_at: BigInteger | null;
  decision_decided_at: BigInteger;
  decision_decided_by: string | null;
  decision_fixed: boolean | number;
  decision_exempt: boolean | number;
  decision_sources: string;
  created_at: BigInteger;
  updated_at: BigInteger;
  created_by: string;
  etag: string;
}

/** A row of `incident_affected`. */
export interface AffectedRow {
  incident_id: string;
  entity_ref: string;
  role: AffectedEntity['role'];
  position: number;
  impact_started_at: BigInteger | null;
  impact_ended_at: BigInteger | null;
  owner_ref: string | null;
  system_ref: string | null;
  domain_ref: string | null;
  snapshot_at: BigInteger;
}

/** A row of `incident_roles`. */
export interface RoleRow extends RoleAssignment {
  incident_id: string;
  position: number;
  entity_ref: string;
}

/** The postmortem that covers an incident. */
export interface PostmortemLinkRow {
  incident_id: string;
  id: string;
  number: number;
  status: PostmortemStatus;
  owner_ref: string | null;
  published_at: BigInteger | Date | null;
}

/** The name that people use for an incident. */
export function incidentReference(number: number): string {
  return `INC-${number}`;
}

/**
 * The number in a reference such as `INC-12`, in either case.
 *
 * @returns undefined where the text is none
 */
export function parseIncidentReference(text: string): number | undefined {
  const match = /^INC-([1-9]\d{0,8})$/i.exec(text);
  return match ? Number(match[1]) : undefined;
}

function toDecision(row: IncidentRow): Incident['postmortemDecision'] {
  return {
    required: Boolean(row.decision_required),
    reason: row.decision_reason,
    because: row.decision_because,
    dueAt: toOptionalIso(row.decision_due_at),
    decidedAt: toIso(row.decision_decided_at),
    decidedBy: row.decision_decided_by ?? undefined,
    fixed: Boolean(row.decision_fixed),
    sources: JSON.parse(row.decision_sources),
  };
}

/** An incident from its rows. */
export function toIncident(
  row: IncidentRow,
  parts: {
    affected: AffectedRow[];
    roles: RoleRow[];
    postmortem?: PostmortemLinkRow;
  },
): Incident {
  const { postmortem } = parts;
  return {
    id: row.id,
    reference: incidentReference(row.number),
    title: row.title,
    summary: row.summary,
    severity: row.severity ?? undefined,
    status: row.status,
    kind: row.kind,
    startedAt: toIso(row.started_at),
    detectedAt: toOptionalIso(row.detected_at),
    acknowledgedAt: toOptionalIso(row.acknowledged_at),
    mitigatedAt: toOptionalIso(row.mitigated_at),
    resolvedAt: toOptionalIso(row.resolved_at),
    detection: row.detection === null ? undefined : JSON.parse(row.detection),
    impact: row.impact === null ? undefined : JSON.parse(row.impact),
    affected: parts.affected.map(toAffected),
    roles: parts.roles.map(({ role, entity_ref }) => ({
      role,
      entityRef: entity_ref,
    })),
    links: JSON.parse(row.links),
    source:
      row.source_provider !== null && row.source_external_id !== null
        ? {
            provider: row.source_provider,
            externalId: row.source_external_id,
            url: row.source_url ?? undefined,
          }
        : undefined,
    duplicateOf: row.duplicate_of ?? undefined,
    followsFrom: row.follows_from ?? undefined,
    visibility: row.visibility,
    flags: JSON.parse(row.flags),
    postmortemDecision: toDecision(row),
    postmortem: postmortem && {
      id: postmortem.id,
      reference: `PM-${postmortem.number}`,
      status: postmortem.status,
      owner: postmortem.owner_ref ?? undefined,
      publishedAt: toOptionalIso(postmortem.published_at),
    },
    createdAt: toIso(row.created_at),
    updatedAt: toIso(row.updated_at),
    createdBy: row.created_by,
    etag: row.etag,
  };
}

function toAffected(row: AffectedRow): AffectedEntity {
  return {
    entityRef: row.entity_ref,
    role: row.role,
    impactStartedAt: toOptionalIso(row.impact_started_at),
    impactEndedAt: toOptionalIso(row.impact_ended_at),
    snapshot: {
      owner: row.owner_ref ?? undefined,
      system: row.system_ref ?? undefined,
      domain: row.domain_ref ?? undefined,
      snapshotAt: toIso(row.snapshot_at),
    },
  };
}

/** Whether the incident's own times stay out of figures. */
function hasFlaggedTimes(incident: PreparedIncident['incident']): boolean {
  return incident.flags.some(
    flag =>
      flag.code === 'TIMES_OUT_OF_ORDER' && !flag.field.startsWith('affected'),
  );
}

/** The columns of an incident that each write sets. */
export function toColumns(
  prepared: PreparedIncident,
  options: { number: number; severityWeight: number; etag: string },
) {
  const { incident } = prepared;
  const { postmortemDecision: decision } = incident;
  const flagged = hasFlaggedTimes(incident);
  const since = (end: string | undefined) =>
    end === undefined || flagged
      ? null
      : toMillis(end) - toMillis(incident.startedAt);
  return {
    title: incident.title,
    summary: incident.summary,
    severity: incident.severity ?? null,
    severity_weight: options.severityWeight,
    status: incident.status,
    kind: incident.kind,
    started_at: toMillis(incident.startedAt),
    detected_at: toOptionalMillis(incident.detectedAt),
    acknowledged_at: toOptionalMillis(incident.acknowledgedAt),
    mitigated_at: toOptionalMillis(incident.mitigatedAt),
    resolved_at: toOptionalMillis(incident.resolvedAt),
    times_flagged: flagged,
    duration_ms: since(incident.resolvedAt),
    mitigation_ms: since(incident.mitigatedAt),
    detection: incident.detection ? JSON.stringify(incident.detection) : null,
    impact: incident.impact ? JSON.stringify(incident.impact) : null,
    links: JSON.stringify(incident.links),
    flags: JSON.stringify(incident.flags),
    source_provider: incident.source?.provider ?? null,
    source_external_id: incident.source?.externalId ?? null,
    source_url: incident.source?.url ?? null,
    duplicate_of: incident.duplicateOf ?? null,
    follows_from: incident.followsFrom ?? null,
    visibility: incident.visibility,
    decision_required: decision.required,
    decision_reason: decision.reason,
    decision_because: decision.because,
    decision_due_at: toOptionalMillis(decision.dueAt),
    decision_decided_at: toMillis(decision.decidedAt),
    decision_decided_by: decision.decidedBy ?? null,
    decision_fixed: decision.fixed,
    decision_exempt: prepared.exempt,
    decision_sources: JSON.stringify(decision.sources),
    updated_at: toMillis(incident.updatedAt),
    etag: options.etag,
    search_words: searchWords(
      incidentReference(options.number),
      incident.title,
      incident.summary,
    ).join(' '),
  };
}

/** The rows of `incident_affected`, in the order of entry. */
export function toAffectedRows(incident: PreparedIncident['incident']) {
  return incident.affected.map((entity, position): AffectedRow => {
    const { snapshot } = entity;
    return {
      incident_id: incident.id,
      entity_ref: entity.entityRef,
      role: entity.role,
      position,
      impact_started_at: toOptionalMillis(entity.impactStartedAt),
      impact_ended_at: toOptionalMillis(entity.impactEndedAt),
      owner_ref: snapshot.owner ?? null,
      system_ref: snapshot.system ?? null,
      domain_ref: snapshot.domain ?? null,
      snapshot_at: toMillis(snapshot.snapshotAt),
    };
  });
}

/** Who took part by what the incident itself says. */
export function toParticipantRows(incident: PreparedIncident['incident']) {
  const rows = incident.roles.map(({ entityRef }) => ({
    incident_id: incident.id,
    entity_ref: entityRef,
    reason: 'role',
  }));
  // A service that records an incident takes no part in it.
  if (incident.createdBy.startsWith('user:')) {
    rows.push({
      incident_id: incident.id,
      entity_ref: incident.createdBy,
      reason: 'creator',
    });
  }
  return rows;
}
