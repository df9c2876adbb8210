import { useApi } from '@backstage/core-plugin-api';
import type {
  Incident,
  IncidentSeries,
  Page,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { useCallback, useMemo } from 'react';
import { postmortemsApiRef } from '../../api';
import { useRequest, type RequestState } from '../../shared';
import { toRequest, type ListState } from './listState';

/** The same moment for as long as a list is on the screen, so that its questions stay the same. */
export function useNow(): DateTime {
  return useMemo(() => DateTime.now(), []);
}

/** The rows of a page of the list. */
export function useIncidents(
  state: ListState,
  options: { total: boolean },
): RequestState<Page<Incident>> {
  const api = useApi(postmortemsApiRef);
  const now = useNow();
  const { total } = options;
  const list = useMemo(
    () =>
      JSON.stringify({
        ...toRequest(state, now),
        order: state.order,
        limit: state.limit,
      }),
    [state, now],
  );
  const { cursor } = state;
  const { value, ...request } = useRequest(
    useCallback(
      async (signal: AbortSignal) => {
        const page = await api.listIncidents(
          { ...JSON.parse(list), cursor, ...(total && { total }) },
          { signal },
        );
        return { page, list };
      },
      [api, list, cursor, total],
    ),
  );
  if (!value) {
    return request;
  }
  // The rows stay while others are on their way, but their cursors lead nowhere in another list.
  const pageInfo = value.list === list ? value.page.pageInfo : {};
  return { ...request, value: { ...value.page, pageInfo } };
}

/** Chart and figures of the same incidents, all pages of them. */
export function useSeries(state: ListState): RequestState<IncidentSeries> {
  const api = useApi(postmortemsApiRef);
  const now = useNow();
  const filters = useMemo(() => toRequest(state, now), [state, now]);
  // Turning a page or changing the order draws nothing anew.
  const key = JSON.stringify(filters);
  return useRequest(
    useCallback(
      signal => api.getIncidentSeries(JSON.parse(key), { signal }),
      [api, key],
    ),
  );
}
