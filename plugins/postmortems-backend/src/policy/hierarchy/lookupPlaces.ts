import type { CatalogNode } from './CatalogNode';
import type { Gap, Hierarchy } from './Hierarchy';

/** Where values are looked up for an entity, nearest first, and what is missing on the way. */
export interface LookupPlaces {
  places: CatalogNode[];
  gaps: Gap[];
}

/**
 * The entity itself, its system, its domain and the domain's parents, then its owners and their
 * parent groups. A group has its parents instead, a user their groups. The owners of the system
 * and the domain are no places: they answer for other things than this entity.
 */
export function lookupPlaces(
  node: CatalogNode,
  hierarchy: Hierarchy,
): LookupPlaces {
  const parts = hierarchy.climb(
    node,
    ['system', 'domain'],
    ['system', 'domain'],
  );
  const groups = hierarchy.climb(node, ['owner', 'parent'], ['parent']);
  return {
    places: [...new Set([node, ...parts.places, ...groups.places])],
    gaps: [...parts.gaps, ...groups.gaps],
  };
}

/** The refs of whoever answers for an entity. A group or user answers for itself. */
export function ownersOf(node: CatalogNode): readonly string[] {
  return node.kind === 'group' || node.kind === 'user'
    ? [node.ref]
    : node.owners;
}

/** The systems that an entity belongs to; a system belongs to itself. */
export function systemsOf(node: CatalogNode): readonly string[] {
  return node.kind === 'system' ? [node.ref] : node.systems;
}

/** The nearest domains that an entity belongs to; a domain belongs to itself. */
export function domainsOf(
  node: CatalogNode,
  hierarchy: Hierarchy,
): readonly string[] {
  if (node.kind === 'domain') {
    return [node.ref];
  }
  const bySystem = node.systems.flatMap(ref => [
    ...(hierarchy.get(ref)?.domains ?? []),
  ]);
  return [...new Set([...node.domains, ...bySystem])];
}
