import type { CatalogNode } from './CatalogNode';
import type { NodeSource } from './CatalogNodes';

/** Steps that are followed upwards. A deeper catalog is a loop or a mistake. */
const MAX_DEPTH = 20;

/** What a place is to the one below that names it. */
export type Link = 'owner' | 'system' | 'domain' | 'parent';

/** Something that the catalog refers to and does not hold. */
export interface Gap {
  from: CatalogNode;
  ref: string;
  link: Link;
}

/** Why an entity is read, which decides what is read after it. */
type Role = 'entity' | 'part' | 'owner' | 'leaf';

function linksOf(node: CatalogNode, link: Link): readonly string[] {
  switch (link) {
    case 'owner':
      return node.owners;
    case 'system':
      return node.systems;
    case 'domain':
      return node.domains;
    default:
      return node.parents;
  }
}

/** Entities and all that stands above them, as the catalog had them at one moment. */
export class Hierarchy {
  readonly #nodes: ReadonlyMap<string, CatalogNode | undefined>;

  /** @param nodes - by ref; undefined for what the catalog does not know */
  constructor(nodes: ReadonlyMap<string, CatalogNode | undefined>) {
    this.#nodes = nodes;
  }

  /** @returns undefined where the catalog does not know it */
  get(ref: string): CatalogNode | undefined {
    return this.#nodes.get(ref);
  }

  /** The same with more entities. */
  with(nodes: ReadonlyMap<string, CatalogNode | undefined>): Hierarchy {
    return new Hierarchy(new Map([...this.#nodes, ...nodes]));
  }

  /**
   * Follows links upwards, nearest first; each place once, however often it is reached.
   *
   * @param start - where to begin; not part of the answer
   * @param first - the links of the first step
   * @param further - the links of all further steps
   */
  climb(
    start: CatalogNode,
    first: readonly Link[],
    further: readonly Link[],
  ): { places: CatalogNode[]; gaps: Gap[] } {
    const places: CatalogNode[] = [];
    const gaps: Gap[] = [];
    const seen = new Set([start.ref]);
    let level = [start];
    for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
      const next: CatalogNode[] = [];
      for (const from of level) {
        for (const link of depth === 0 ? first : further) {
          for (const ref of linksOf(from, link)) {
            if (!seen.has(ref)) {
              seen.add(ref);
              const node = this.get(ref);
              if (node) {
                next.push(node);
              } else {
                gaps.push({ from, ref, link });
              }
            }
          }
        }
      }
      places.push(...next);
      level = next;
    }
    return { places, gaps };
  }
}

function followUps(node: CatalogNode, role: Role): Array<[string, Role]> {
  const follow = (refs: readonly string[], as: Role) =>
    refs.map((ref): [string, Role] => [ref, as]);
  switch (role) {
    case 'entity':
      return [
        ...follow(node.systems, 'part'),
        ...follow(node.domains, 'part'),
        ...follow(node.owners, 'owner'),
        ...follow(node.parents, 'owner'),
      ];
    case 'part':
      return [
        ...follow(node.systems, 'part'),
        ...follow(node.domains, 'part'),
        ...follow(node.owners, 'leaf'),
      ];
    case 'owner':
      return follow(node.parents, 'owner');
    default:
      return [];
  }
}

/**
 * Reads entities and all above them: systems, domains and their parents, owners and their parent
 * groups, and the owners of systems and domains. One read a level, however many entities.
 */
export async function loadHierarchy(
  source: NodeSource,
  entityRefs: Iterable<string>,
): Promise<Hierarchy> {
  const nodes = new Map<string, CatalogNode | undefined>();
  const seen = new Set<string>();
  let level = [...entityRefs].map((ref): [string, Role] => [ref, 'entity']);
  for (let depth = 0; level.length > 0 && depth <= MAX_DEPTH; depth++) {
    const absent = new Set<string>();
    for (const [ref] of level) {
      if (!nodes.has(ref)) {
        absent.add(ref);
      }
    }
    if (absent.size > 0) {
      for (const [ref, node] of await source.getNodes(absent)) {
        nodes.set(ref, node);
      }
    }
    const next: Array<[string, Role]> = [];
    for (const [ref, role] of level) {
      const node = nodes.get(ref);
      const key = `${role} ${ref}`;
      if (node && !seen.has(key)) {
        seen.add(key);
        next.push(...followUps(node, role));
      }
    }
    level = next;
  }
  return new Hierarchy(nodes);
}
