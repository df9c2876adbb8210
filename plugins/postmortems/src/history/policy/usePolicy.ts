import { useApi } from '@backstage/core-plugin-api';
import type { EffectivePolicy } from '@hindsight/plugin-postmortems-common';
import { useCallback } from 'react';
import { postmortemsApiRef } from '../../api';
import { useRequest, type RequestState } from '../../shared';

/** The policy of an entity, for describing it. */
export function usePolicy(entityRef: string): RequestState<EffectivePolicy> {
  const api = useApi(postmortemsApiRef);
  return useRequest(
    useCallback(
      signal =>
        api.getPolicy({ entityRefs: [entityRef], describe: true }, { signal }),
      [api, entityRef],
    ),
  );
}
