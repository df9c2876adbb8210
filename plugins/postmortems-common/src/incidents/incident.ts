import { z } from 'zod';
import { entityRefSchema } from '../refs';
import { isoTimeSchema } from '../time';
import { policyDecisionSchema } from '../policy';
import { postmortemStatusSchema } from '../postmortems/status';

/** @public */
export const incidentStatusSchema = z.enum([
  'open',
  'mitigated',
  'resolved',
  'cancelled',
]);
/** @public */
export type IncidentStatus = z.infer<typeof incidentStatusSchema>;

/** @public */
export const incidentKindSchema = z.enum(['incident', 'drill', 'maintenance']);
/** @public */
export type IncidentKind = z.infer<typeof incidentKindSchema>;

/** @public */
export const visibilitySchema = z.enum(['internal', 'restricted']);
/** @public */
export type Visibility = z.infer<typeof visibilitySchema>;

/** @public */
export const affectedRoleSchema = z.enum(['affected', 'cause']);
/** @public */
export type AffectedRole = z.infer<typeof affectedRoleSchema>;

const text = (max: number) => z.string().trim().max(max);

/** @public */
export const detectionSchema = z.object({
  /** How it was noticed: an alert, a customer, a colleague. */
  how: text(1_000).optional(),
});

/** @public */
export const impactSchema = z.object({
  /** Customers who could not do what they came for. */
  customersAffected: z.number().int().min(0).max(1e12).optional(),
  /** Customers who said so. */
  customersReporting: z.number().int().min(0).max(1e12).optional(),
  /** Customers by name. */
  customers: z.array(text(200).min(1)).max(500).optional(),
  /** What it cost in the business's own measure, such as `4,100 orders not placed`. */
  businessMetric: text(500).optional(),
  description: text(20_000).optional(),
});
/** @public */
export type Impact = z.infer<typeof impactSchema>;

/** @public */
export const linkSchema = z.object({
  url: z
    .url({ protocol: /^https?$/, message: 'must be a web address' })
    .max(2_000, { message: 'must have at most 2000 characters' }),
  title: text(200).optional(),
});
/** @public */
export type Link = z.infer<typeof linkSchema>;

/** @public */
export const affectedInputSchema = z.object({
  entityRef: entityRefSchema,
  role: affectedRoleSchema.default('affected'),
  /** Where this entity's impact began, if not with the incident. */
  impactStartedAt: isoTimeSchema.optional(),
  impactEndedAt: isoTimeSchema.optional(),
});

/** @public */
export const roleAssignmentSchema = z.object({
  role: text(60).min(1),
  entityRef: entityRefSchema.refine(ref => /^(user|group):/.test(ref), {
    message: 'must be a user or a group',
  }),
});
/** @public */
export type RoleAssignment = z.infer<typeof roleAssignmentSchema>;

/** The tool that an incident comes from. @public */
export const sourceSchema = z.object({
  provider: text(60).min(1),
  externalId: text(300).min(1),
  url: linkSchema.shape.url.optional(),
});
/** @public */
export type IncidentSource = z.infer<typeof sourceSchema>;

const title = text(300).min(1, { message: 'must not be empty' });
const summary = text(20_000);
const severityName = text(40).min(1);
const roles = z.array(roleAssignmentSchema).max(100);
const links = z.array(linkSchema).max(100);
const affected = z.array(affectedInputSchema).max(200);

/**
 * What a person or a tool says of an incident when it is recorded.
 *
 * @public
 */
export const incidentInputSchema = z.strictObject({
  title,
  summary: summary.optional(),
  severity: severityName.optional(),
  status: incidentStatusSchema.optional(),
  kind: incidentKindSchema.default('incident'),
  startedAt: isoTimeSchema,
  detectedAt: isoTimeSchema.optional(),
  acknowledgedAt: isoTimeSchema.optional(),
  mitigatedAt: isoTimeSchema.optional(),
  resolvedAt: isoTimeSchema.optional(),
  detection: detectionSchema.optional(),
  impact: impactSchema.optional(),
  affected: affected.default([]),
  roles: roles.default([]),
  links: links.default([]),
  /** Id of the incident that this one repeats word for word, seen twice. */
  duplicateOf: text(64).optional(),
  /** Id of an earlier incident that this one repeats. */
  followsFrom: text(64).optional(),
  visibility: visibilitySchema.optional(),
});
/** As written by a caller, before defaults and normal forms. @public */
export type IncidentInput = z.input<typeof incidentInputSchema>;
/** As checked, with defaults and normal forms. @public */
export type ParsedIncidentInput = z.output<typeof incidentInputSchema>;

/**
 * A change to an incident: what is absent stays, what is `null` is cleared.
 *
 * @public
 */
export const incidentPatchSchema = z.strictObject({
  title: title.optional(),
  summary: summary.optional(),
  severity: severityName.nullable().optional(),
  status: incidentStatusSchema.optional(),
  kind: incidentKindSchema.optional(),
  startedAt: isoTimeSchema.optional(),
  detectedAt: isoTimeSchema.nullable().optional(),
  acknowledgedAt: isoTimeSchema.nullable().optional(),
  mitigatedAt: isoTimeSchema.nullable().optional(),
  resolvedAt: isoTimeSchema.nullable().optional(),
  detection: detectionSchema.nullable().optional(),
  impact: impactSchema.nullable().optional(),
  affected: affected.optional(),
  roles: roles.optional(),
  links: links.optional(),
  duplicateOf: text(64).nullable().optional(),
  followsFrom: text(64).nullable().optional(),
  visibility: visibilitySchema.optional(),
});
/** @public */
export type IncidentPatch = z.input<typeof incidentPatchSchema>;
/** @public */
export type ParsedIncidentPatch = z.output<typeof incidentPatchSchema>;

/**
 * Who answered for an affected entity, and where it belonged, when it was recorded.
 *
 * @public
 */
export const ownershipSnapshotSchema = z.object({
  /** The owning group or user. */
  owner: z.string().optional(),
  system: z.string().optional(),
  domain: z.string().optional(),
  snapshotAt: z.string(),
});
/** @public */
export type OwnershipSnapshot = z.infer<typeof ownershipSnapshotSchema>;

/** @public */
export const affectedEntitySchema = z.object({
  entityRef: z.string(),
  role: affectedRoleSchema,
  impactStartedAt: z.string().optional(),
  impactEndedAt: z.string().optional(),
  snapshot: ownershipSnapshotSchema,
});
/** @public */
export type AffectedEntity = z.infer<typeof affectedEntitySchema>;

/** Something about an incident's data that a person should settle. @public */
export const incidentFlagSchema = z.object({
  code: z.enum([
    'TIMES_OUT_OF_ORDER',
    'TIME_MISSING',
    'SEVERITY_UNDETERMINED',
    'ENTITY_UNKNOWN',
    'TEXT_TRUNCATED',
  ]),
  field: z.string(),
  message: z.string(),
});
/** @public */
export type IncidentFlag = z.infer<typeof incidentFlagSchema>;

/** The postmortem that covers an incident, in a line. @public */
export const postmortemLinkSchema = z.object({
  id: z.string(),
  reference: z.string(),
  status: postmortemStatusSchema,
  owner: z.string().optional(),
  publishedAt: z.string().optional(),
});
/** @public */
export type PostmortemLink = z.infer<typeof postmortemLinkSchema>;

/**
 * An incident as it is stored and sent.
 *
 * @public
 */
export const incidentSchema = z.object({
  id: z.string(),
  /** The name people use, such as `INC-12`. */
  reference: z.string(),
  title: z.string(),
  summary: z.string(),
  severity: z.string().optional(),
  status: incidentStatusSchema,
  kind: incidentKindSchema,
  startedAt: z.string(),
  detectedAt: z.string().optional(),
  acknowledgedAt: z.string().optional(),
  mitigatedAt: z.string().optional(),
  resolvedAt: z.string().optional(),
  detection: detectionSchema.optional(),
  impact: impactSchema.optional(),
  affected: z.array(affectedEntitySchema),
  roles: z.array(roleAssignmentSchema),
  links: z.array(linkSchema),
  source: sourceSchema.optional(),
  duplicateOf: z.string().optional(),
  followsFrom: z.string().optional(),
  visibility: visibilitySchema,
  flags: z.array(incidentFlagSchema),
  postmortemDecision: policyDecisionSchema,
  postmortem: postmortemLinkSchema.optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  createdBy: z.string(),
  etag: z.string(),
});
/** @public */
export type Incident = z.infer<typeof incidentSchema>;
