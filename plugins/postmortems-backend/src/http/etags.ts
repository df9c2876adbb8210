import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import { PreconditionFailedError, PreconditionRequiredError } from './errors';

/**
 * The etags of `If-Match`: a list, or `any` for `*`.
 */
export type IfMatch = 'any' | string[];

/**
 * Reads `If-Match`. Weak etags never match, as RFC 9110 has it for this header.
 *
 * @returns undefined where the header is absent
 * @throws InputError where it is malformed
 */
export function readIfMatch(request: Request): IfMatch | undefined {
  const header = request.header('if-match')?.trim();
  if (!header) {
    return undefined;
  }
  if (header === '*') {
    return 'any';
  }
  const etags = header.split(',').map(part => part.trim());
  for (const etag of etags) {
    if (!/^(W\/)?"[^"]*"$/.test(etag)) {
      throw new InputError(
        `If-Match: ${etag.slice(0, 80)} is no etag; write it in double quotes`,
      );
    }
  }
  return etags
    .filter(etag => !etag.startsWith('W/'))
    .map(etag => etag.slice(1, -1));
}

/**
 * Reads the `If-Match` that every update needs.
 *
 * @throws PreconditionRequiredError where it is absent
 */
export function requireIfMatch(request: Request): IfMatch {
  const ifMatch = readIfMatch(request);
  if (!ifMatch) {
    throw new PreconditionRequiredError(
      'An update needs the If-Match header with the etag that was read, so that nobody overwrites a change they have not seen',
    );
  }
  return ifMatch;
}

/**
 * @throws PreconditionFailedError where the record is no longer the one that the caller read
 */
export function assertMatches(ifMatch: IfMatch, etag: string, what: string) {
  if (ifMatch !== 'any' && !ifMatch.includes(etag)) {
    throw new PreconditionFailedError(
      `${what} has changed since it was read; read it again and apply the change to what is there now`,
    );
  }
}
