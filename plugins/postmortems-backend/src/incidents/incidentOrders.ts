import type { IncidentOrder } from '@hindsight/plugin-postmortems-common';
import type { KeysetOrder } from '../paging';

/** Newest first. */
export const DEFAULT_INCIDENT_ORDER: IncidentOrder = '-startedAt';

/**
 * The orders of the list. These expressions stand in the migration's indexes word for word, which
 * is how both engines know them again; what has no duration or due date comes last.
 */
export const INCIDENT_ORDERS: Record<IncidentOrder, KeysetOrder> = {
  '-startedAt': {
    keys: ['incidents.started_at', 'incidents.id'],
    direction: 'desc',
  },
  startedAt: {
    keys: ['incidents.started_at', 'incidents.id'],
    direction: 'asc',
  },
  severity: {
    keys: ['incidents.severity_weight', 'incidents.started_at', 'incidents.id'],
    direction: 'desc',
  },
  '-duration': {
    keys: ['coalesce(incidents.duration_ms, -1)', 'incidents.id'],
    direction: 'desc',
  },
  dueAt: {
    keys: [
      'coalesce(incidents.decision_due_at, 9007199254740991)',
      'incidents.id',
    ],
    direction: 'asc',
  },
};
