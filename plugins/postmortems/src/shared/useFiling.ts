import { useRouteRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { postmortemCreatePermission } from '@hindsight/plugin-postmortems-common';
import { filingRouteRef } from '../routes';

/** Where a postmortem is filed, and whether the reader may. */
export function useFiling(): {
  href(options?: { entityRef?: string; incident?: string }): string;
  allowed: boolean;
  loading: boolean;
} {
  const filingRoute = useRouteRef(filingRouteRef);
  const { allowed, loading } = usePermission({
    permission: postmortemCreatePermission,
  });
  return {
    href(options = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(options)) {
        if (value) {
          query.set(name, value);
        }
      }
      return query.size > 0 ? `${filingRoute()}?${query}` : filingRoute();
    },
    allowed,
    loading,
  };
}
