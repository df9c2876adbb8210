import { useApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  Incident,
  Postmortem,
  PostmortemInput,
} from '@hindsight/plugin-postmortems-common';
import { useCallback } from 'react';
import { postmortemsApiRef } from '../api';
import type { FilingRequest } from './filingSchema';
import { isRefusal } from './serverProblems';

/** What came of trying to file. */
export type FilingOutcome =
  | { filed: Postmortem }
  /** An earlier attempt with other content had got through after all. */
  | { filedEarlier: Postmortem }
  | {
      error: Error;
      /** Nobody knows whether it was done; trying again must send the same key. */
      unanswered?: PostmortemInput;
    };

/**
 * Files: first what was changed about a recorded incident, then the postmortem.
 *
 * @returns a function that never rejects; `onIncident` hears of the incident as it is after its
 * change, so that trying again does not change it again
 */
export function useFilingRequest() {
  const api = useApi(postmortemsApiRef);
  return useCallback(
    async (options: {
      request: FilingRequest;
      idempotencyKey: string;
      incident?: Incident;
      /** What was sent before under this key without an answer. */
      sent?: PostmortemInput;
      onIncident(incident: Incident): void;
    }): Promise<FilingOutcome> => {
      const { request, idempotencyKey, incident, sent, onIncident } = options;
      try {
        if (incident && request.patch) {
          onIncident(
            await api.updateIncident(incident.id, request.patch, incident.etag),
          );
        }
        return {
          filed: await api.createPostmortem(request.postmortem, {
            idempotencyKey,
          }),
        };
      } catch (error) {
        if (sent && isKeyTaken(error)) {
          try {
            return {
              filedEarlier: await api.createPostmortem(sent, {
                idempotencyKey,
              }),
            };
          } catch {
            // The first refusal says more than that of a repetition.
          }
        }
        if (incident && hasStatus(error, 412)) {
          // Trying again builds upon what is there now.
          await api.getIncident(incident.id).then(onIncident, () => {});
        }
        return {
          error: error as Error,
          unanswered: isRefusal(error) ? sent : request.postmortem,
        };
      }
    },
    [api],
  );
}

function isKeyTaken(error: unknown): boolean {
  return (
    hasStatus(error, 409) && /idempotency-key/i.test(error.body.error.message)
  );
}

function hasStatus(error: unknown, status: number): error is ResponseError {
  return error instanceof ResponseError && error.statusCode === status;
}
