import { readSourceTime } from '../sourceTime';
import type { StatuspageIncident, StatuspageUpdate } from './schema';

/** When an update was shown: its author may have dated it back. */
export function timeOfUpdate(update: StatuspageUpdate): string | undefined {
  const text = update.display_at ?? update.created_at;
  return text ? readSourceTime(text).time : undefined;
}

/** The updates, oldest first; Statuspage sends them newest first. */
export function sortUpdates(incident: StatuspageIncident): StatuspageUpdate[] {
  return [...(incident.incident_updates ?? [])]
    .reverse()
    .map((update, index) => ({
      update,
      index,
      at: Date.parse(timeOfUpdate(update) ?? ''),
    }))
    .sort((a, b) =>
      Number.isNaN(a.at) || Number.isNaN(b.at)
        ? a.index - b.index
        : a.at - b.at || a.index - b.index,
    )
    .map(({ update }) => update);
}

function headingOf(update: StatuspageUpdate): string {
  const status = (update.status ?? 'update').replace(/_/g, ' ');
  const at = timeOfUpdate(update);
  return `**${status[0]?.toLocaleUpperCase('en-US') ?? ''}${status.slice(1)}**${
    at ? ` · ${at.slice(0, 10)} ${at.slice(11, 16)} UTC` : ''
  }`;
}

/**
 * What the page told its readers, in the order in which it happened, as Markdown. Nothing is left
 * out.
 */
export function summarizeUpdates(incident: StatuspageIncident): string {
  const parts = [];
  for (const update of sortUpdates(incident)) {
    const body = update.body?.replace(/\r\n?/g, '\n').trim();
    parts.push(body ? `${headingOf(update)}\n\n${body}` : headingOf(update));
  }
  const postmortem = incident.postmortem_body?.replace(/\r\n?/g, '\n').trim();
  if (postmortem) {
    parts.push(`**Postmortem**\n\n${postmortem}`);
  }
  return parts.join('\n\n');
}
