import { parseEntityRef } from '@backstage/catalog-model';
import { useApiHolder } from '@backstage/core-plugin-api';
import {
  defaultEntityPresentation,
  entityPresentationApiRef,
} from '@backstage/plugin-catalog-react';
import { useEffect, useState } from 'react';

/**
 * The names under which the portal shows entities. The portal's presentation asks the catalog for
 * all that are asked for together in one call.
 *
 * @returns the name of a reference: until the catalog has answered, what the reference tells
 */
export function useEntityNames(entityRefs: string[]): (ref: string) => string {
  const presentationApi = useApiHolder().get(entityPresentationApiRef);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = [...new Set(entityRefs)].sort().join(' ');

  useEffect(() => {
    let gone = false;
    const refs = asked.split(' ').filter(Boolean);
    if (presentationApi && refs.length > 0) {
      Promise.all(
        refs.map(async ref => {
          const { primaryTitle } = await presentationApi.forEntity(ref).promise;
          return [ref, primaryTitle] as const;
        }),
      ).then(
        found => {
          if (!gone) {
            setNames(before => new Map([...before, ...found]));
          }
        },
        // The reference names it well enough.
        () => {},
      );
    }
    return () => {
      gone = true;
    };
  }, [presentationApi, asked]);

  return ref =>
    names.get(ref) ??
    defaultEntityPresentation(ref, {
      defaultKind: parseEntityRef(ref).kind,
      defaultNamespace: parseEntityRef(ref).namespace,
    }).primaryTitle;
}
