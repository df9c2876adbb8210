/** More keys than this are not remembered at once. */
const MAX_KEYS = 10_000;

/**
 * Remembers values for a short while. What is being fetched is waited for, not fetched again;
 * failures are not remembered.
 */
export class ShortCache<T> {
  readonly #lifetimeMillis: number;
  readonly #entries = new Map<
    string,
    { value: Promise<T>; expiresAt: number }
  >();

  /** @param lifetimeMillis - 0 remembers nothing */
  constructor(lifetimeMillis: number) {
    this.#lifetimeMillis = lifetimeMillis;
  }

  async get(key: string, fetch: () => Promise<T>): Promise<T> {
    if (this.#lifetimeMillis <= 0) {
      return fetch();
    }
    const now = Date.now();
    const entry = this.#entries.get(key);
    if (entry && entry.expiresAt > now) {
      return entry.value;
    }
    this.#makeRoom(now);
    const value = fetch();
    const remembered = { value, expiresAt: now + this.#lifetimeMillis };
    this.#entries.set(key, remembered);
    try {
      return await value;
    } catch (error) {
      if (this.#entries.get(key) === remembered) {
        this.#entries.delete(key);
      }
      throw error;
    }
  }

  #makeRoom(now: number) {
    if (this.#entries.size < MAX_KEYS) {
      return;
    }
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt <= now) {
        this.#entries.delete(key);
      }
    }
    if (this.#entries.size >= MAX_KEYS) {
      this.#entries.clear();
    }
  }
}
