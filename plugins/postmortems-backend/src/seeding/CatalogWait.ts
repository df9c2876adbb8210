import { setTimeout as sleep } from 'timers/promises';
import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_CHILD_OF,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** The relations along which owners and policies are looked up. */
const UPWARD = [RELATION_OWNED_BY, RELATION_PART_OF, RELATION_CHILD_OF];

/** Entity refs in one request to the catalog. */
const REFS_PER_QUERY = 500;

/** After how many looks without any change what is still missing counts as gone. */
const LOOKS_UNTIL_GONE = 3;

/** What {@link CatalogWait} works with. */
export interface CatalogWaitOptions {
  auth: AuthService;
  catalog: CatalogService;
  /** Milliseconds between two looks. */
  pollMs: number;
  /** Milliseconds until it gives up. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Called after each look that leaves something to wait for. */
  onWait: (what: string) => Promise<void>;
}

/**
 * Waits until entities and all above them are in the catalog, which fills itself after a start: a
 * history that is written earlier would find nobody owning anything.
 */
export class CatalogWait {
  readonly #options: CatalogWaitOptions;
  /** Refs above each entity that has been seen. */
  readonly #seen = new Map<string, string[]>();

  constructor(options: CatalogWaitOptions) {
    this.#options = options;
  }

  /**
   * @param requires - entities that must be there; what is above them may be gone
   * @throws Error naming what is missing when the time is up
   */
  async until(requires: string[]): Promise<void> {
    const { timeoutMs, pollMs, signal, onWait } = this.#options;
    const deadline = Date.now() + timeoutMs;
    let looks = 0;
    let before = '';
    for (;;) {
      let failure: unknown;
      try {
        await this.#look(requires);
      } catch (error) {
        // The catalog may start later than this plugin.
        failure = error;
      }
      const missing = requires.filter(ref => !this.#seen.has(ref));
      const above = this.#missingAbove();
      if (!failure && missing.length === 0) {
        const now = above.join();
        looks = now === before ? looks + 1 : 1;
        before = now;
        if (above.length === 0 || looks >= LOOKS_UNTIL_GONE) {
          return;
        }
      }
      const refs = missing.length > 0 ? missing : above;
      const what = describe(refs);
      if (Date.now() >= deadline) {
        throw new Error(
          failure
            ? `The catalog did not answer: ${stringifyError(failure)}`
            : `It needs ${what}`,
        );
      }
      await onWait(`waits for ${what}`);
      await sleep(pollMs, undefined, { signal });
    }
  }

  /** Asks for what has not been seen, one level of the hierarchy after the other. */
  async #look(requires: string[]): Promise<void> {
    const asked = new Set<string>();
    let level = requires;
    while (level.length > 0) {
      const refs = [...new Set(level)].filter(
        ref => !this.#seen.has(ref) && !asked.has(ref),
      );
      for (const ref of refs) {
        asked.add(ref);
      }
      await this.#fetch(refs);
      level = this.#missingAbove().filter(ref => !asked.has(ref));
    }
  }

  async #fetch(refs: string[]): Promise<void> {
    const { auth, catalog } = this.#options;
    for (let start = 0; start < refs.length; start += REFS_PER_QUERY) {
      const entityRefs = refs.slice(start, start + REFS_PER_QUERY);
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      for (const [index, entityRef] of entityRefs.entries()) {
        const entity = items[index];
        if (entity) {
          this.#seen.set(
            entityRef,
            (entity.relations ?? [])
              .filter(({ type }) => UPWARD.includes(type))
              .map(({ targetRef }) => targetRef),
          );
        }
      }
    }
  }

  #missingAbove(): string[] {
    const missing = new Set<string>();
    for (const refs of this.#seen.values()) {
      for (const ref of refs) {
        if (!this.#seen.has(ref)) {
          missing.add(ref);
        }
      }
    }
    return [...missing].sort();
  }
}

function describe(refs: string[]): string {
  const shown = refs.slice(0, 5).join(', ');
  return refs.length > 5
    ? `${refs.length} entities that the catalog does not have yet, such as ${shown}`
    : `${shown}, which the catalog does not have yet`;
}
