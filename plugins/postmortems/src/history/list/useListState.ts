import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  DEFAULT_LIST_STATE,
  parseListState,
  writeListState,
  type ListState,
} from './listState';

export interface ListStateHandle {
  state: ListState;
  /** Changes the address; back to the first page unless the change names a cursor. */
  update(change: Partial<ListState>, options?: { replace?: boolean }): void;
  /** Where a change would lead, for links. */
  href(change: Partial<ListState>): string;
}

/**
 * What the list shows, kept in the address bar so that it can be shared and survives a reload.
 *
 * @param fixed - what the page itself decides and no address can change
 */
export function useListState(
  fixed?: Partial<ListState>,
  defaults: ListState = DEFAULT_LIST_STATE,
): ListStateHandle {
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const state = useMemo(
    () => ({
      ...parseListState(new URLSearchParams(search), defaults),
      ...fixed,
    }),
    [search, fixed, defaults],
  );

  const write = useCallback(
    (current: URLSearchParams, change: Partial<ListState>) => {
      const next = {
        ...parseListState(current, defaults),
        cursor: undefined,
        ...change,
      };
      for (const name of Object.keys(fixed ?? {}) as Array<keyof ListState>) {
        Object.assign(next, { [name]: defaults[name] });
      }
      return writeListState(next, current, defaults);
    },
    [fixed, defaults],
  );

  return {
    state,
    update: useCallback(
      (change, options) =>
        setParams(current => write(current, change), options),
      [setParams, write],
    ),
    href: change => `?${write(params, change)}`,
  };
}
