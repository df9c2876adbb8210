import type { History } from './schema';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** The moment before which everything in the files has happened. */
const END_OF_HISTORY = Date.parse('2026-11-21T00:00:00.000Z');

/**
 * Moves a history in time so that it ends within the week before `now`. It moves by whole weeks:
 * weekdays and times of day stay what they are in the files.
 */
export function shiftHistory(history: History, now: Date): History {
  const weeks = Math.floor((now.getTime() - END_OF_HISTORY) / WEEK_MS);
  const shift = (time: string) =>
    new Date(Date.parse(time) + weeks * WEEK_MS).toISOString();
  const shiftOptional = (time: string | undefined) => time && shift(time);
  return {
    incidents: history.incidents.map(incident => ({
      ...incident,
      startedAt: shift(incident.startedAt),
      detectedAt: shiftOptional(incident.detectedAt),
      acknowledgedAt: shiftOptional(incident.acknowledgedAt),
      mitigatedAt: shiftOptional(incident.mitigatedAt),
      resolvedAt: shiftOptional(incident.resolvedAt),
      affected: incident.affected.map(entity => ({
        ...entity,
        impactStartedAt: shiftOptional(entity.impactStartedAt),
        impactEndedAt: shiftOptional(entity.impactEndedAt),
      })),
      createdAt: shift(incident.createdAt),
    })),
    postmortems: history.postmortems.map(postmortem => ({
      ...postmortem,
      createdAt: shift(postmortem.createdAt),
      publishedAt: shiftOptional(postmortem.publishedAt),
    })),
  };
}
