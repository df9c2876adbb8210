import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';

const draftSchema = z.object({ markdown: z.string(), etag: z.string() });

/** A text that was begun and not saved, with the etag of the text that it changes. */
export type SectionDraft = z.infer<typeof draftSchema>;

/**
 * The unsaved text of a section. It is kept with every change, so that neither a reload nor
 * leaving the page loses it: in this browser, which answers at once, has room for a whole section
 * and needs no server.
 */
export function useSectionDraft(postmortemId: string, sectionKey: string) {
  const identityApi = useApi(identityApiRef);
  const [draft, setDraft] = useState<SectionDraft>();
  const place = useRef<string>();
  /** What this page last read or wrote: another tab's text is not this one's to remove. */
  const kept = useRef<string>();

  useEffect(() => {
    let gone = false;
    async function open() {
      const user = await identityApi.getBackstageIdentity().then(
        ({ userEntityRef }) => userEntityRef,
        // The text of somebody unknown is still worth keeping.
        () => 'unknown',
      );
      if (gone) {
        return;
      }
      place.current = `/postmortems-section/${user}/${postmortemId}/${sectionKey}`;
      if (kept.current === undefined) {
        kept.current = read(place.current);
        setDraft(parse(kept.current));
      } else {
        write(place.current, kept.current);
      }
    }
    open();
    return () => {
      gone = true;
    };
  }, [identityApi, postmortemId, sectionKey]);

  const keep = useCallback((next: SectionDraft) => {
    setDraft(next);
    kept.current = JSON.stringify(next);
    if (place.current) {
      write(place.current, kept.current);
    }
  }, []);
  const drop = useCallback(() => {
    setDraft(undefined);
    if (place.current && read(place.current) === kept.current) {
      remove(place.current);
    }
    kept.current = undefined;
  }, []);
  return { draft, keep, drop };
}

function read(place: string): string | undefined {
  try {
    return window.localStorage.getItem(place) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(place: string, draft: string) {
  try {
    window.localStorage.setItem(place, draft);
  } catch {
    // A browser that keeps nothing still shows what is typed.
  }
}

function remove(place: string) {
  try {
    window.localStorage.removeItem(place);
  } catch {
    // Nothing was kept.
  }
}

function parse(json: string | undefined): SectionDraft | undefined {
  try {
    return draftSchema.safeParse(JSON.parse(json ?? '')).data;
  } catch {
    return undefined;
  }
}
