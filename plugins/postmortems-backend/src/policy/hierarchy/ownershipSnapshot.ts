import type { EntitySnapshot } from '../types';
import type { Hierarchy } from './Hierarchy';
import { domainsOf, ownersOf, systemsOf } from './lookupPlaces';

/**
 * Where an entity belongs. What it names is kept even where the catalog does not hold it: an owner
 * that was dissolved is still the one that answered for it.
 *
 * @param snapshotAt - ISO 8601
 */
export function ownershipSnapshot(
  entityRef: string,
  hierarchy: Hierarchy,
  snapshotAt: string,
): EntitySnapshot {
  const node = hierarchy.get(entityRef);
  if (!node) {
    return { snapshotAt, unknown: true, ancestors: [] };
  }
  const parts = hierarchy.climb(
    node,
    ['system', 'domain'],
    ['system', 'domain'],
  );
  const ancestors = new Set([
    ...parts.places.map(place => place.ref),
    ...parts.gaps.map(gap => gap.ref),
    ...node.owners,
  ]);
  // Groups above an owning group hold the entity; the groups of a user who owns it do not.
  const chains = node.owners
    .flatMap(ref => hierarchy.get(ref) ?? [])
    .concat(node)
    .filter(place => place.kind === 'group');
  for (const group of chains) {
    const above = hierarchy.climb(group, ['parent'], ['parent']);
    for (const place of [...above.places, ...above.gaps]) {
      ancestors.add(place.ref);
    }
  }
  ancestors.delete(entityRef);
  return {
    owner: ownersOf(node)[0],
    system: systemsOf(node)[0],
    domain: domainsOf(node, hierarchy)[0],
    snapshotAt,
    ancestors: [...ancestors],
  };
}
