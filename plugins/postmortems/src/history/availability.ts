import type { Entity } from '@backstage/catalog-model';

const KINDS = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
] as const;

/** The kinds whose page tells of everything that they hold, too. */
const WHOLES = ['system', 'domain', 'group'];

/**
 * Whether an entity's page has a history of incidents.
 *
 * @public
 */
export function isPostmortemsAvailable(entity: Entity): boolean {
  const kind = entity.kind.toLocaleLowerCase('en-US');
  return KINDS.some(item => item === kind);
}

/** Whether an entity holds others whose incidents belong to its history. */
export function hasParts(entity: Entity): boolean {
  return WHOLES.includes(entity.kind.toLocaleLowerCase('en-US'));
}
