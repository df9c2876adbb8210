import { z } from 'zod';

const text = z.string().nullish();

const componentSchema = z.object({
  id: text,
  code: text,
  name: z.string(),
});

const updateSchema = z.object({
  status: text,
  body: text,
  created_at: text,
  display_at: text,
  affected_components: z.array(componentSchema).nullish(),
});

/**
 * An incident of a Statuspage history, as far as it is read. Dumps of different years lack
 * different fields; only what makes no sense without is asked for.
 */
export const statuspageIncidentSchema = z.object({
  id: z.string().trim().min(1),
  name: z.string().trim().min(1, { message: 'must not be empty' }),
  status: text,
  impact: text,
  created_at: text,
  started_at: text,
  monitoring_at: text,
  resolved_at: text,
  scheduled_for: text,
  scheduled_until: text,
  shortlink: text,
  postmortem_body: text,
  incident_updates: z.array(updateSchema).nullish(),
  components: z.array(componentSchema).nullish(),
});

export type StatuspageIncident = z.infer<typeof statuspageIncidentSchema>;
export type StatuspageUpdate = z.infer<typeof updateSchema>;

/** `incidents.json`, `scheduled-maintenances.json`, or the body of one webhook. */
export const statuspageHistorySchema = z.object({
  incidents: z.array(z.unknown()).optional(),
  scheduled_maintenances: z.array(z.unknown()).optional(),
  incident: z.unknown().optional(),
});
