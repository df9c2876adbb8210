import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PolicyRule } from '../configuration';
import { fieldsForRules, toCatalogNode, type CatalogNode } from './CatalogNode';

/** More entities than this are not remembered at once. */
const MAX_CACHED = 20_000;

interface CacheEntry {
  node: Promise<CatalogNode | undefined>;
  expiresAt: number;
}

/** Where the nodes of the hierarchy come from. */
export interface NodeSource {
  /** @returns undefined for what the catalog does not know */
  getNodes(
    refs: Iterable<string>,
  ): Promise<Map<string, CatalogNode | undefined>>;
}

/**
 * Reads entities with the plugin's own credentials, whatever their number in one call, and
 * remembers each for a short while. What is being read already is waited for, not read again.
 */
export class CatalogNodes implements NodeSource {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #rules: readonly PolicyRule[];
  readonly #fields: string[];
  readonly #cacheMillis: number;
  readonly #cache = new Map<string, CacheEntry>();

  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    rules: readonly PolicyRule[];
    /** How long an entity is remembered, in milliseconds. */
    cacheMillis: number;
  }): CatalogNodes {
    return new CatalogNodes(options);
  }

  private constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    rules: readonly PolicyRule[];
    cacheMillis: number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#rules = options.rules;
    this.#fields = fieldsForRules(options.rules);
    this.#cacheMillis = options.cacheMillis;
  }

  async getNodes(
    refs: Iterable<string>,
  ): Promise<Map<string, CatalogNode | undefined>> {
    const now = Date.now();
    const nodes = new Map<string, Promise<CatalogNode | undefined>>();
    const absent: string[] = [];
    for (const ref of new Set(refs)) {
      const entry = this.#cache.get(ref);
      if (entry && entry.expiresAt > now) {
        nodes.set(ref, entry.node);
      } else {
        absent.push(ref);
      }
    }
    if (absent.length > 0) {
      const batch = this.#fetch(absent);
      this.#makeRoom(absent.length, now);
      for (const ref of absent) {
        const node = batch.then(found => found.get(ref));
        nodes.set(ref, node);
        this.#remember(ref, { node, expiresAt: now + this.#cacheMillis });
      }
    }
    return new Map(
      await Promise.all(
        [...nodes].map(async ([ref, node]) => [ref, await node] as const),
      ),
    );
  }

  #remember(ref: string, entry: CacheEntry) {
    // Behind the newest, so that the oldest are dropped first.
    this.#cache.delete(ref);
    this.#cache.set(ref, entry);
    const forget = () => {
      if (this.#cache.get(ref) === entry) {
        this.#cache.delete(ref);
      }
    };
    // What is missing may be registered any moment, and a failure must not be remembered.
    entry.node.then(node => {
      if (!node) {
        forget();
      }
    }, forget);
  }

  async #fetch(refs: string[]): Promise<Map<string, CatalogNode>> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: refs, fields: this.#fields },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const nodes = new Map<string, CatalogNode>();
    for (const entity of items) {
      if (entity) {
        nodes.set(
          stringifyEntityRef(entity),
          toCatalogNode(entity, this.#rules),
        );
      }
    }
    return nodes;
  }

  #makeRoom(count: number, now: number) {
    if (this.#cache.size + count <= MAX_CACHED) {
      return;
    }
    for (const [ref, entry] of this.#cache) {
      if (entry.expiresAt <= now || this.#cache.size + count > MAX_CACHED) {
        this.#cache.delete(ref);
      }
    }
  }
}
