import {
  identityApiRef,
  storageApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type FilingDraft, FilingDraftPlace } from './FilingDraftPlace';

/** How long typing rests before the draft is sent to the portal's storage. */
const SAVE_AFTER_MILLISECONDS = 800;

/**
 * Keeps what is typed while a postmortem is filed: in the portal's storage, so that it follows the
 * person, and at once in the browser, because storage that asks a server cannot answer while a
 * page goes away, or while that server is the very thing that is down.
 *
 * @param about - tells drafts of one person apart, such as by entity
 */
export function useFilingDraft(about: string): {
  loading: boolean;
  /** What was there when the page was opened. */
  restored?: FilingDraft;
  /** When it was last saved; `failed` where only this browser has it. */
  saved?: { at: Date; failed?: boolean };
  /** What was saved last since then. */
  latest(): FilingDraft | undefined;
  save(draft: Omit<FilingDraft, 'savedAt'>): void;
  /** Takes a draft for the one that was there when the page was opened. */
  restore(draft: FilingDraft): void;
  clear(): void;
} {
  const storageApi = useApi(storageApiRef);
  const identityApi = useApi(identityApiRef);
  const [place, setPlace] = useState<FilingDraftPlace>();
  const [restored, setRestored] = useState<FilingDraft>();
  const [saved, setSaved] = useState<{ at: Date; failed?: boolean }>();
  const latest = useRef<FilingDraft>();
  const pending = useRef<{ draft: FilingDraft; timer: number }>();

  useEffect(() => {
    let gone = false;
    async function open() {
      const user = await identityApi.getBackstageIdentity().then(
        ({ userEntityRef }) => userEntityRef,
        // The draft of somebody unknown is still worth keeping.
        () => 'unknown',
      );
      const opened = new FilingDraftPlace(storageApi, user, about);
      const found = await opened.read();
      if (!gone) {
        setRestored(found);
        setPlace(opened);
      }
    }
    setPlace(undefined);
    open();
    return () => {
      gone = true;
    };
  }, [storageApi, identityApi, about]);

  const flush = useCallback(() => {
    const waiting = pending.current;
    if (!waiting || !place) {
      return;
    }
    window.clearTimeout(waiting.timer);
    pending.current = undefined;
    const at = new Date(waiting.draft.savedAt);
    place.store(waiting.draft).then(
      () => setSaved({ at }),
      () => setSaved({ at, failed: true }),
    );
  }, [place]);

  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);

  const actions = useMemo(() => {
    const keep = (draft: FilingDraft) => {
      latest.current = draft;
      place?.mirror(draft);
      window.clearTimeout(pending.current?.timer);
      pending.current = {
        draft,
        timer: window.setTimeout(flush, SAVE_AFTER_MILLISECONDS),
      };
    };
    return {
      latest: () => latest.current,
      save(unsaved: Omit<FilingDraft, 'savedAt'>) {
        keep({ ...unsaved, savedAt: new Date().toISOString() });
      },
      restore(draft: FilingDraft) {
        setRestored(draft);
        keep(draft);
      },
      clear() {
        window.clearTimeout(pending.current?.timer);
        pending.current = undefined;
        latest.current = undefined;
        setSaved(undefined);
        place?.remove();
      },
    };
  }, [place, flush]);
  return { loading: !place, restored, saved, ...actions };
}
