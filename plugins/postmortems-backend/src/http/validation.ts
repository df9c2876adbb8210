import { InputError } from '@backstage/errors';
import type { z } from 'zod';

const MAX_REPORTED_ISSUES = 10;

function describePath(path: PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * Checks what a caller sent against its schema.
 *
 * @param what - names the part of the request in the message, such as `body`
 * @throws InputError naming each field that is wrong and why
 */
export function parseInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  what: 'body' | 'query' | 'path',
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issues = result.error.issues.map(issue => {
    const field = describePath(issue.path) || what;
    return `${field}: ${issue.message}`;
  });
  const shown = issues.slice(0, MAX_REPORTED_ISSUES);
  const rest = issues.length - shown.length;
  throw new InputError(
    `Invalid ${what}: ${shown.join('; ')}${
      rest > 0 ? `; and ${rest} more` : ''
    }`,
  );
}
