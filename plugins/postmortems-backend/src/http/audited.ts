import type { AuditorService } from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/**
 * Does a piece of work and leaves a trace of it, whether it succeeds or not.
 *
 * @param describe - what the trace says of the result
 */
export async function audited<T>(
  auditor: AuditorService,
  request: Request,
  options: {
    /** In lower case with hyphens. */
    eventId: string;
    /** Reads are `low`, writes `medium`. */
    severityLevel: 'low' | 'medium';
    describe?: (result: T) => Record<string, string>;
  },
  work: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId: options.eventId,
    severityLevel: options.severityLevel,
    request,
    meta: { ...request.params },
  });
  try {
    const result = await work();
    await event.success({ meta: options.describe?.(result) });
    return result;
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
