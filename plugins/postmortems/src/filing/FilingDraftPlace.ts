import type {
  StorageApi,
  StorageValueSnapshot,
} from '@backstage/core-plugin-api';
import { postmortemInputSchema } from '@hindsight/plugin-postmortems-common';
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

/** How long the form waits for the portal's storage before it opens with what this browser has. */
const LOAD_WITHIN_MILLISECONDS = 4_000;

const BUCKET = 'postmortems-filing';

/** Where one draft of one person lies. */
export class FilingDraftPlace {
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

  /**
   * The newer of the two copies. What is missing in storage may still be in this browser: storage
   * says of what it could not read that it is not there. A draft that was filed in another browser
   * is offered once more, then; filing it again answers with what was filed.
   */
  async read(): Promise<FilingDraft | undefined> {
    const local = parseDraft(this.#readMirror());
    const remote = parseDraft((await this.#readStored()).value);
    if (!local || !remote) {
      return local ?? remote;
    }
    return local.savedAt >= remote.savedAt ? local : remote;
  }

  /** Keeps the draft in this browser, at once. */
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

  /** Never rejects. */
  async remove(): Promise<void> {
    try {
      window.localStorage.removeItem(this.#mirrorKey);
    } catch {
      // Nothing was kept.
    }
    // A draft that could not be removed is offered again and can be discarded then.
    await this.#inOrder(() => this.#bucket.remove(this.#key)).catch(() => {});
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }

  #readMirror(): string | undefined {
    try {
      return window.localStorage.getItem(this.#mirrorKey) ?? undefined;
    } catch {
      return undefined;
    }
  }

  #readStored(): Promise<Partial<StorageValueSnapshot<string>>> {
    return new Promise(resolve => {
      const take = (snapshot: StorageValueSnapshot<string>) => {
        if (snapshot.presence !== 'unknown') {
          resolve(snapshot);
        }
      };
      const subscription = this.#bucket
        .observe$<string>(this.#key)
        .subscribe({ next: take, error: () => resolve({}) });
      take(this.#bucket.snapshot<string>(this.#key));
      window.setTimeout(() => {
        subscription.unsubscribe();
        resolve({});
      }, LOAD_WITHIN_MILLISECONDS);
    });
  }
}

/** A draft of an older form, or a broken one, is none. */
function parseDraft(json: string | undefined): FilingDraft | undefined {
  try {
    const result = draftSchema.safeParse(JSON.parse(json ?? ''));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
