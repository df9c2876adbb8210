import {
  identityApiRef,
  storageApiRef,
  useApi,
  type StorageApi,
  type StorageValueSnapshot,
} from '@backstage/core-plugin-api';
import { postmortemInputSchema } from '@hindsight/plugin-postmortems-common';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { filingValuesSchema } from './filingValues';

const draftSchema = z.object({
  /** ISO 8601 */
  savedAt: z.string(),
  /** One for each postmortem that is being filed, however often it is tried. */
  idempotencyKey: z.string(),
  values: filingValuesSchema,
  /** What was sent last without an answer that says whether it was done. */
  sent: z.custom<z.input<typeof postmortemInputSchema>>().optional(),
});
/** A form that somebody has begun. */
export type FilingDraft = z.infer<typeof draftSchema>;

/** How long typing rests before the draft is sent to the portal's storage. */
const SAVE_AFTER_MILLISECONDS = 800;
/** How long the form waits for the portal's storage before it opens with what this browser has. */
const LOAD_WITHIN_MILLISECONDS = 4_000;

const BUCKET = 'postmortems-filing';

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
  const [place, setPlace] = useState<DraftPlace>();
  const [restored, setRestored] = useState<FilingDraft>();
  const [saved, setSaved] = useState<{ at: Date; failed?: boolean }>();
  const latest = useRef<FilingDraft>();
  const pending = useRef<{ draft: FilingDraft; timer: number }>();

  useEffect(() => {
    let gone = false;
    async function open() {
      const { userEntityRef } = await identityApi.getBackstageIdentity();
      const opened = new DraftPlace(storageApi, userEntityRef, about);
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

/** Where one draft of one person lies. */
class DraftPlace {
  readonly #bucket: StorageApi;
  readonly #key: string;
  readonly #mirrorKey: string;
  /** Storage is written in order: a slow save must not undo a later one, or a removal. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(storageApi: StorageApi, userEntityRef: string, about: string) {
    this.#bucket = storageApi.forBucket(BUCKET).forBucket(userEntityRef);
    this.#key = about;
    this.#mirrorKey = `/${BUCKET}/${userEntityRef}/${about}`;
  }

  /** The newer of the two copies. */
  async read(): Promise<FilingDraft | undefined> {
    const local = parseDraft(this.#readMirror());
    const stored = parseDraft(await this.#readStored());
    if (!local || !stored) {
      return local ?? stored;
    }
    return local.savedAt >= stored.savedAt ? local : stored;
  }

  mirror(draft: FilingDraft) {
    try {
      window.localStorage.setItem(this.#mirrorKey, JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing still has the portal's storage.
    }
  }

  store(draft: FilingDraft): Promise<void> {
    return this.#inOrder(() =>
      this.#bucket.set(this.#key, JSON.stringify(draft)),
    );
  }

  remove() {
    try {
      window.localStorage.removeItem(this.#mirrorKey);
    } catch {
      // Nothing was kept.
    }
    // A draft that could not be removed is offered again and can be discarded then.
    this.#inOrder(() => this.#bucket.remove(this.#key)).catch(() => {});
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }

  #readMirror(): string | null | undefined {
    try {
      return window.localStorage.getItem(this.#mirrorKey);
    } catch {
      return undefined;
    }
  }

  #readStored(): Promise<string | undefined> {
    return new Promise(resolve => {
      const take = (snapshot: StorageValueSnapshot<string>) => {
        if (snapshot.presence !== 'unknown') {
          resolve(snapshot.value);
        }
      };
      const subscription = this.#bucket
        .observe$<string>(this.#key)
        .subscribe({ next: take, error: () => resolve(undefined) });
      take(this.#bucket.snapshot<string>(this.#key));
      window.setTimeout(() => {
        subscription.unsubscribe();
        resolve(undefined);
      }, LOAD_WITHIN_MILLISECONDS);
    });
  }
}

/** A draft of an older form, or a broken one, is none. */
function parseDraft(json: string | null | undefined): FilingDraft | undefined {
  try {
    const result = draftSchema.safeParse(JSON.parse(json ?? ''));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
