import {
  parseEntityRef,
  RELATION_API_CONSUMED_BY,
  RELATION_API_PROVIDED_BY,
  RELATION_CONSUMES_API,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  RELATION_HAS_PART,
  RELATION_OWNER_OF,
  RELATION_PART_OF,
  RELATION_PROVIDES_API,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';
import { useRequest } from '../shared';
import { TOUCHED_KINDS } from './filingValues';

/** How an entity of the catalog stands to another. */
export type Closeness =
  | 'dependents'
  | 'dependencies'
  | 'interfaces'
  | 'whole'
  | 'parts';

/** Those that suffer first, then those that may have caused it, then the rest. */
export const CLOSENESS: Closeness[] = [
  'dependents',
  'dependencies',
  'interfaces',
  'parts',
  'whole',
];

const CLOSENESS_OF: Record<string, Closeness> = {
  [RELATION_DEPENDENCY_OF]: 'dependents',
  [RELATION_API_CONSUMED_BY]: 'dependents',
  [RELATION_DEPENDS_ON]: 'dependencies',
  [RELATION_CONSUMES_API]: 'dependencies',
  [RELATION_API_PROVIDED_BY]: 'dependencies',
  [RELATION_PROVIDES_API]: 'interfaces',
  [RELATION_PART_OF]: 'whole',
  [RELATION_HAS_PART]: 'parts',
  [RELATION_OWNER_OF]: 'parts',
};

/** An entity that an incident may have touched too. */
export interface Neighbour {
  entityRef: string;
  closeness: Closeness;
}

/** More would be a list to read, not a proposal. */
const PROPOSED = 24;

/**
 * What is close to an entity in the catalog: three calls at most, however many neighbours; those
 * that are not there, or that the reader may not see, are left out. Who consumes its APIs depends
 * on it as much as who says so.
 */
export function useNeighbours(entityRef: string | undefined) {
  const catalogApi = useApi(catalogApiRef);
  const load = useCallback(async (): Promise<Neighbour[]> => {
    const relationsOf = async (refs: string[]) => {
      if (refs.length === 0) {
        return [];
      }
      const { items } = await catalogApi.getEntitiesByRefs({
        entityRefs: refs,
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
      });
      return items.filter(item => item !== undefined);
    };
    const [entity] = await relationsOf(entityRef ? [entityRef] : []);
    const found = new Map<string, Neighbour>();
    const add = (targetRef: string, closeness: Closeness | undefined) => {
      if (
        closeness &&
        TOUCHED_KINDS.includes(parseEntityRef(targetRef).kind) &&
        targetRef !== entityRef &&
        !found.has(targetRef) &&
        found.size < PROPOSED
      ) {
        found.set(targetRef, { entityRef: targetRef, closeness });
      }
    };
    for (const { type, targetRef } of entity?.relations ?? []) {
      add(targetRef, CLOSENESS_OF[type]);
    }

    const near = await relationsOf([...found.keys()]);
    const there = new Set(near.map(item => stringifyEntityRef(item)));
    for (const item of near) {
      if (found.get(stringifyEntityRef(item))?.closeness === 'interfaces') {
        for (const { type, targetRef } of item.relations ?? []) {
          add(
            targetRef,
            type === RELATION_API_CONSUMED_BY ? 'dependents' : undefined,
          );
        }
      }
    }
    const consumers = [...found.keys()].filter(
      ref => !there.has(ref) && found.get(ref)?.closeness === 'dependents',
    );
    for (const item of await relationsOf(consumers)) {
      there.add(stringifyEntityRef(item));
    }
    return [...found.values()].filter(item => there.has(item.entityRef));
  }, [catalogApi, entityRef]);
  return useRequest(load);
}
