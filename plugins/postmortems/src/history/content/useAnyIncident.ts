import { useApi } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { postmortemsApiRef } from '../../api';
import { useRequest } from '../../shared';
import { isFiltered, type ListState } from '../list';

/**
 * Whether there is any incident at all, asked where the list is empty without filters.
 *
 * @returns undefined while that is not known or does not matter
 */
export function useAnyIncident(
  state: ListState,
  count: number | undefined,
): boolean | undefined {
  const api = useApi(postmortemsApiRef);
  const { entityRef, relation } = state;
  const matters = count === 0 && !isFiltered(state);
  const { value } = useRequest(
    useCallback(
      async signal => {
        if (!matters || entityRef === undefined) {
          return undefined;
        }
        const any = await api.listIncidents(
          { entityRef: [entityRef], relation, limit: 1 },
          { signal },
        );
        return any.items.length > 0;
      },
      [api, entityRef, relation, matters],
    ),
  );
  return matters ? value : undefined;
}
