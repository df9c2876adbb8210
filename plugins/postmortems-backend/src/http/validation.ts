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
 * The issues that say most: those of the alternative that the value was meant for, where a schema
 * takes several, such as one reference or a list of them.
 */
function unfold(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') {
    return [issue];
  }
  const meant = issue.errors.find(
    alternative =>
      !alternative.some(
        ({ code, path }) => code === 'invalid_type' && path.length === 0,
      ),
  );
  return meant
    ? meant.flatMap(inner =>
        unfold({ ...inner, path: [...issue.path, ...inner.path] }),
      )
    : [issue];
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
  const issues = result.error.issues.flatMap(unfold).map(issue => {
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
