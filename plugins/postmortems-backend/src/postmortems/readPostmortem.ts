import { NotFoundError } from '@backstage/errors';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import type { IncidentStore } from '../incidents';
import type { DatabasePostmortemStore } from './DatabasePostmortemStore';

/**
 * A postmortem with its sections and its main incident, whatever anybody may see of it.
 *
 * @throws NotFoundError
 */
export async function readPostmortem(
  id: string,
  from: { store: DatabasePostmortemStore; incidents: IncidentStore },
): Promise<Postmortem> {
  const head = await from.store.getHead(id);
  const stored =
    head && (await from.incidents.findUnrestricted(head.incidentId));
  if (!head || !stored) {
    throw new NotFoundError(`No postmortem ${id}`);
  }
  return {
    ...head,
    sections: await from.store.getSections(id),
    incident: stored.incident,
  };
}
