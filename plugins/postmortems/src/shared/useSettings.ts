import { useApi } from '@backstage/core-plugin-api';
import {
  SeverityScale,
  type PostmortemsSettings,
} from '@hindsight/plugin-postmortems-common';
import { useMemo } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { postmortemsApiRef } from '../api';

/** One request for all components of a page, and for as long as the page lives. */
const cache = new WeakMap<object, Promise<PostmortemsSettings>>();

/**
 * The configuration that screens need. Until it is there, the scale is the built-in one.
 */
export function useSettings(): {
  settings?: PostmortemsSettings;
  scale: SeverityScale;
  loading: boolean;
  error?: Error;
} {
  const api = useApi(postmortemsApiRef);
  const { value, loading, error } = useAsync(() => {
    let settings = cache.get(api);
    if (!settings) {
      settings = api.getSettings();
      settings.catch(() => cache.delete(api));
      cache.set(api, settings);
    }
    return settings;
  }, [api]);
  const scale = useMemo(
    () => new SeverityScale(value?.severities),
    [value?.severities],
  );
  return { settings: value, scale, loading, error };
}
