import { useCallback, useEffect, useState } from 'react';

/** @see useRequest */
export interface RequestState<T> {
  /** The latest answer; stays while the next one is on its way. */
  value?: T;
  loading: boolean;
  /** Why the latest request failed. */
  error?: Error;
  retry(): void;
}

/**
 * Asks for something now and whenever `load` becomes another function, and keeps the answer that
 * is there until the next one has come, so that a page does not jump.
 *
 * @param load - memoised by the caller; its signal is aborted when the answer is no longer wanted
 */
export function useRequest<T>(
  load: (signal: AbortSignal) => Promise<T>,
): RequestState<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Omit<RequestState<T>, 'retry'>>({
    loading: true,
  });

  useEffect(() => {
    const controller = new AbortController();
    setState(({ value }) => ({ value, loading: true }));
    load(controller.signal).then(
      value => {
        if (!controller.signal.aborted) {
          setState({ value, loading: false });
        }
      },
      error => {
        if (!controller.signal.aborted) {
          setState(({ value }) => ({ value, loading: false, error }));
        }
      },
    );
    return () => controller.abort();
  }, [load, attempt]);

  const retry = useCallback(() => setAttempt(count => count + 1), []);
  return { ...state, retry };
}
