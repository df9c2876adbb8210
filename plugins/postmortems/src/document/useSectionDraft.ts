import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { useCallback, useMemo, useState } from 'react';

/** A text that was begun and not saved, with the etag of the text that it changes. */
export type SectionDraft = {
  markdown: string;
  etag: string;
};

/**
 * The unsaved text of a section. It is kept with every change, so that neither a reload nor
 * leaving the page loses it.
 */
export function useSectionDraft(postmortemId: string, sectionKey: string) {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(
    () => storage.forBucket(`postmortems.document.${postmortemId}`),
    [storage, postmortemId],
  );
  const [draft, setDraft] = useState<SectionDraft | undefined>(
    () => bucket.snapshot<SectionDraft>(sectionKey).value,
  );
  const keep = useCallback(
    (next: SectionDraft) => {
      setDraft(next);
      bucket.set(sectionKey, next);
    },
    [bucket, sectionKey],
  );
  const drop = useCallback(() => {
    setDraft(undefined);
    bucket.remove(sectionKey);
  }, [bucket, sectionKey]);
  return { draft, keep, drop };
}
