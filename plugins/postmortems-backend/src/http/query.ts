import type { Request } from 'express';

/**
 * The query parameters as they stand in the address: text, or a list where a name is repeated.
 *
 * Express's own reading turns a name that is repeated more than twenty times into an object, so
 * that a request for 21 entities would be refused.
 */
export function readQuery(request: Request): Record<string, string | string[]> {
  const start = request.url.indexOf('?');
  const parameters = new URLSearchParams(
    start < 0 ? '' : request.url.slice(start + 1),
  );
  const query: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}
