import type {
  BackstageCredentials,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { createHash, randomUUID } from 'crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { setTimeout as sleep } from 'timers/promises';
import { bodyHash, principalRef } from '../http';
import type { Claim, IdempotencyStore, KeptAnswer } from './types';

/** Longer than any request takes; after it a marker left by a dead process no longer counts. */
const LEASE_SECONDS = 120;

const KEEP_SECONDS = 24 * 60 * 60;

const KEPT_HEADERS = ['etag', 'location'];

const KEY = /^[\x21-\x7e]{1,255}$/;

export interface IdempotencyMiddlewareOptions {
  store: IdempotencyStore;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  /** Throws where the caller may no longer have what the kept answer tells. */
  assertRepeatable: (
    request: Request,
    credentials: BackstageCredentials,
  ) => Promise<void>;
  /** How long a request waits for an equal one in progress. Default 3000. */
  waitMilliseconds?: number;
}

function readKey(request: Request): string | undefined {
  const key = request.header('idempotency-key');
  if (key === undefined || request.method !== 'POST') {
    return undefined;
  }
  if (!KEY.test(key)) {
    throw new InputError(
      'Idempotency-Key: must be 1 to 255 printable ASCII characters without spaces',
    );
  }
  return key;
}

/**
 * Does a POST that carries an `Idempotency-Key` once, however often it is sent: the answer is kept
 * for 24 hours and sent again to the same caller. Errors are not kept, so that trying again after
 * one is worth it.
 *
 * Goes after the body parser and before the routes.
 *
 * @throws ConflictError where the key stands for another body, or its request is still in progress
 */
export function createIdempotencyMiddleware(
  options: IdempotencyMiddlewareOptions,
): RequestHandler {
  const {
    store,
    httpAuth,
    logger,
    assertRepeatable,
    waitMilliseconds = 3_000,
  } = options;

  async function claimOrWait(
    claim: Parameters<IdempotencyStore['claim']>[0],
  ): Promise<Claim> {
    const deadline = Date.now() + waitMilliseconds;
    let found = await store.claim(claim);
    while (found.outcome === 'in-progress' && Date.now() < deadline) {
      await sleep(100);
      found = await store.claim(claim);
    }
    return found;
  }

  /** Keeps or releases the key at the moment the answer is known, before it is sent. */
  function settleWithAnswer(
    response: Response,
    holder: { id: string; attempt: string },
  ) {
    const sendJson = response.json.bind(response);
    response.json = body => {
      const { statusCode } = response;
      const settled =
        statusCode >= 200 && statusCode < 300
          ? store.complete({
              ...holder,
              answer: keptAnswer(response, body),
              keepSeconds: KEEP_SECONDS,
            })
          : store.release(holder);
      settled
        .catch(error =>
          // What was done is done: the caller must hear of it even where it cannot be kept.
          logger.warn('Could not settle an idempotency key', error),
        )
        .then(() => sendJson(body));
      return response;
    };
  }

  return async (request, response, next: NextFunction) => {
    try {
      const key = readKey(request);
      if (key === undefined) {
        next();
        return;
      }
      const credentials = await httpAuth.credentials(request, {
        allow: ['user', 'service'],
      });
      const holder = {
        id: createHash('sha256')
          .update(
            JSON.stringify([
              principalRef(credentials),
              request.method,
              request.path,
              key,
            ]),
          )
          .digest('hex'),
        attempt: randomUUID(),
      };
      const claim = await claimOrWait({
        ...holder,
        requestHash: bodyHash(request),
        leaseSeconds: LEASE_SECONDS,
      });
      switch (claim.outcome) {
        case 'claimed':
          settleWithAnswer(response, holder);
          next();
          break;
        case 'answered':
          await assertRepeatable(request, credentials);
          replay(response, claim.answer);
          break;
        case 'other-request':
          throw new ConflictError(
            'Idempotency-Key: this key was used for a request with another body; use a new key for a new request',
          );
        default:
          throw new ConflictError(
            'Idempotency-Key: the request with this key is still in progress; try again in a moment',
          );
      }
    } catch (error) {
      next(error);
    }
  };
}

function keptAnswer(response: Response, body: unknown): KeptAnswer {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = response.get(name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return {
    status: response.statusCode,
    headers,
    body: JSON.stringify(body ?? {}),
  };
}

function replay(response: Response, answer: KeptAnswer) {
  response
    .status(answer.status)
    .set(answer.headers)
    .set('Idempotency-Replayed', 'true')
    .type('application/json')
    .send(answer.body);
}
