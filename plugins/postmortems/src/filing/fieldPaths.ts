import { INCIDENT_TIMES } from '@hindsight/plugin-postmortems-common';

const SAME_NAME = new Set([
  'title',
  'summary',
  'severity',
  'kind',
  'template',
  'owner',
]);
/** Lists that the form shows as one field each. */
const LISTS = new Set(['affected', 'roles', 'additionalReviewers']);
const TIMES = new Set<string>(INCIDENT_TIMES);

/**
 * The field of the form at which a problem of the request belongs.
 *
 * @param path - within the request or within its incident, such as `['incident', 'links', '0', 'url']`
 * @returns undefined where the form has no such field
 */
export function fieldOfPath(path: string[]): string | undefined {
  const [first, ...rest] = path[0] === 'incident' ? path.slice(1) : path;
  if (first === undefined) {
    return undefined;
  }
  if (SAME_NAME.has(first) || LISTS.has(first)) {
    return first;
  }
  if (TIMES.has(first)) {
    return `times.${first}`;
  }
  switch (first) {
    case 'detection':
      return 'detectedHow';
    case 'impact':
      return `impact.${rest[0] ?? 'description'}`;
    case 'links':
      return rest.length > 0
        ? `links.${rest[0]}.${rest[1] === 'title' ? 'title' : 'url'}`
        : 'links';
    default:
      return undefined;
  }
}
