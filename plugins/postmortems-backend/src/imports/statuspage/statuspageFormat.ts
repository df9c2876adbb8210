import { InputError } from '@backstage/errors';
import type { ImportFormat } from '../types';
import { statuspageHistorySchema } from './schema';
import { parseStatuspageRecord } from './statuspageRecord';

function readHistory(text: string, where: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(
      `${where}: is no JSON: ${
        error instanceof Error ? error.message : 'unreadable'
      }`,
    );
  }
  if (Array.isArray(value)) {
    return value;
  }
  const history = statuspageHistorySchema.safeParse(value);
  if (history.success) {
    const { incidents, scheduled_maintenances: maintenances } = history.data;
    if (incidents || maintenances) {
      return [...(incidents ?? []), ...(maintenances ?? [])];
    }
    if (history.data.incident) {
      return [history.data.incident];
    }
  }
  throw new InputError(
    `${where}: holds no list called incidents; send a Statuspage history such as /api/v2/incidents.json`,
  );
}

/**
 * Histories of Statuspage: `incidents.json`, `scheduled-maintenances.json`, or the body of one of
 * its webhooks.
 */
export const statuspageFormat: ImportFormat = {
  provider: 'statuspage',
  parse(content) {
    const texts =
      typeof content === 'string' ? [{ path: 'content', content }] : content;
    const incidents = texts.flatMap(file =>
      readHistory(file.content, file.path),
    );
    return incidents.map(parseStatuspageRecord);
  },
};
