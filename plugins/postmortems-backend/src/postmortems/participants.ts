import type { Reviewer } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';

const TABLE = 'incident_participants';

/** How a postmortem makes somebody a participant of the incidents that it covers. */
const REASONS = ['owner', 'reviewer', 'postmortem-creator'];

/** Those who take part in incidents through their postmortem. */
export interface PostmortemParticipants {
  owner?: string;
  reviewers: Reviewer[];
  createdBy: string;
}

function toRows(incidentId: string, participants: PostmortemParticipants) {
  const { owner, reviewers, createdBy } = participants;
  const rows = reviewers.flatMap(reviewer =>
    [reviewer.entityRef, reviewer.fallback].map(ref => ({
      reason: 'reviewer',
      ref,
    })),
  );
  rows.push({ reason: 'owner', ref: owner });
  // A service that files a postmortem takes no part in it.
  if (createdBy.startsWith('user:')) {
    rows.push({ reason: 'postmortem-creator', ref: createdBy });
  }
  return rows.flatMap(({ reason, ref }) =>
    ref ? [{ incident_id: incidentId, entity_ref: ref, reason }] : [],
  );
}

/** Makes owner, reviewers and creator participants of the incidents, instead of those before. */
export async function replaceParticipants(
  tx: Knex.Transaction,
  incidentIds: string[],
  participants: PostmortemParticipants,
): Promise<void> {
  await removeParticipants(tx, incidentIds);
  const rows = incidentIds.flatMap(id => toRows(id, participants));
  if (rows.length > 0) {
    await tx(TABLE)
      .insert(rows)
      .onConflict(['incident_id', 'entity_ref', 'reason'])
      .ignore();
  }
}

/** Takes back what a postmortem has added. */
export async function removeParticipants(
  tx: Knex.Transaction,
  incidentIds: string[],
): Promise<void> {
  await tx(TABLE)
    .whereIn('incident_id', incidentIds)
    .whereIn('reason', REASONS)
    .delete();
}
