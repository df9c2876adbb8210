import { randomBytes } from 'crypto';

/** An etag that no write has had before. */
export function newEtag(): string {
  return randomBytes(12).toString('base64url');
}
