import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { StreamEntitiesRequest } from '@backstage/catalog-client';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_SOURCE_ALIASES } from '@hindsight/plugin-postmortems-common';

/** The kinds that a status page may mean, likeliest first. */
const KINDS = ['component', 'api', 'resource', 'system', 'domain'];

const FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'metadata.annotations',
];

/** Names in one request to the catalog. */
const NAMES_PER_QUERY = 200;

/** Entity refs in one request to the catalog. */
const REFS_PER_QUERY = 500;

/** What a component's name stands for in the catalog. */
export interface ComponentMatch {
  /** Absent where no entity answers to the name, or more than one does. */
  entityRef?: string;
  /** How many entities answer to it equally well. */
  candidates: number;
}

/** The form in which names are compared. */
export function componentKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLocaleLowerCase('en-US');
}

/** The names that an entity answers to, each with how well: 0 is best. */
function namesOf(entity: Entity): Map<string, number> {
  const kind = KINDS.indexOf(entity.kind.toLocaleLowerCase('en-US'));
  const aliases = entity.metadata.annotations?.[ANNOTATION_SOURCE_ALIASES];
  const names = new Map<string, number>();
  const sets = [
    aliases?.split(',') ?? [],
    [entity.metadata.name],
    [entity.metadata.title ?? ''],
  ];
  for (const [place, set] of sets.entries()) {
    for (const name of set) {
      const key = componentKey(name);
      if (key && !names.has(key)) {
        names.set(key, place * KINDS.length + kind);
      }
    }
  }
  return names;
}

/** Asks for the entities of these names or titles, and for all that have aliases. */
function candidates(
  names: string[],
  options: { aliased: boolean },
): StreamEntitiesRequest {
  const aliased = {
    [`metadata.annotations.${ANNOTATION_SOURCE_ALIASES}`]: { $exists: true },
  };
  return {
    fields: FIELDS,
    query: {
      $all: [
        { kind: { $in: KINDS } },
        {
          $any: [
            { 'metadata.name': { $in: names } },
            { 'metadata.title': { $in: names } },
            ...(options.aliased ? [aliased] : []),
          ],
        },
      ],
    },
  };
}

/**
 * Finds the entities that a page's components are, with the eyes of the person who imports.
 */
export class ComponentMatcher {
  readonly #catalog: CatalogService;

  constructor(options: { catalog: CatalogService }) {
    this.#catalog = options.catalog;
  }

  /**
   * Looks all names up at once: by `postmortems/source-aliases`, then by name, then by title,
   * whatever their case; components before other kinds. A name that fits two entities equally well
   * is left to a person.
   *
   * @returns a match for each name, by {@link componentKey}
   */
  async match(
    names: Iterable<string>,
    options: { credentials: BackstageCredentials },
  ): Promise<Map<string, ComponentMatch>> {
    const keys = new Set([...names].map(componentKey));
    const best = new Map<string, { fit: number; refs: Set<string> }>();
    for await (const entity of this.#findCandidates([...keys], options)) {
      const ref = stringifyEntityRef(entity);
      for (const [key, fit] of namesOf(entity)) {
        const known = best.get(key);
        if (!known || fit < known.fit) {
          best.set(key, { fit, refs: new Set([ref]) });
        } else if (fit === known.fit) {
          known.refs.add(ref);
        }
      }
    }
    const matches = new Map<string, ComponentMatch>();
    for (const key of keys) {
      const refs = [...(best.get(key)?.refs ?? [])];
      matches.set(key, {
        entityRef: refs.length === 1 ? refs[0] : undefined,
        candidates: refs.length,
      });
    }
    return matches;
  }

  /**
   * Checks the entities that a person named, all at once.
   *
   * @param components - entity refs by component name
   * @throws InputError naming what the catalog does not know, or the person may not see
   */
  async assertKnown(
    components: Record<string, string>,
    options: { credentials: BackstageCredentials },
  ): Promise<void> {
    const entityRefs = [...new Set(Object.values(components))];
    const unknown = new Set<string>();
    for (let start = 0; start < entityRefs.length; start += REFS_PER_QUERY) {
      const refs = entityRefs.slice(start, start + REFS_PER_QUERY);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: refs, fields: ['kind'] },
        options,
      );
      for (const ref of refs.filter((_, index) => !items[index])) {
        unknown.add(ref);
      }
    }
    const wrong = Object.entries(components).filter(([, ref]) =>
      unknown.has(ref),
    );
    if (wrong.length > 0) {
      throw new InputError(
        wrong
          .slice(0, 10)
          .map(
            ([name, ref]) =>
              `options.components.${name}: the catalog has no ${ref} that you may see`,
          )
          .join('; '),
      );
    }
  }

  async *#findCandidates(
    keys: string[],
    options: { credentials: BackstageCredentials },
  ): AsyncGenerator<Entity> {
    for (let start = 0; start < keys.length; start += NAMES_PER_QUERY) {
      const names = keys.slice(start, start + NAMES_PER_QUERY);
      const pages = this.#catalog.streamEntities(
        // The aliased ones are few and are compared with every name: once is enough.
        candidates(names, { aliased: start === 0 }),
        options,
      );
      for await (const page of pages) {
        yield* page;
      }
    }
  }
}
