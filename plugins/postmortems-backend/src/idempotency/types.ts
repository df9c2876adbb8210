/** An answer as it is sent again. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON */
  body: string;
}

/** What a request finds under its key. */
export type Claim =
  | { outcome: 'claimed' }
  | { outcome: 'in-progress' }
  /** The key stands for a request with another body. */
  | { outcome: 'other-request' }
  | { outcome: 'answered'; answer: KeptAnswer };

/** Keeps the answers to requests that carry an idempotency key. */
export interface IdempotencyStore {
  /**
   * Takes the key for one attempt, unless another holds it or it has been answered.
   *
   * @param options - `leaseSeconds`: how long the key stays taken where the attempt never ends, as
   * when its process dies
   */
  claim(options: {
    id: string;
    requestHash: string;
    attempt: string;
    leaseSeconds: number;
  }): Promise<Claim>;
  /** Keeps the answer. Does nothing where another attempt has taken the key over. */
  complete(options: {
    id: string;
    attempt: string;
    answer: KeptAnswer;
    keepSeconds: number;
  }): Promise<void>;
  /** Gives the key back after a failure, so that the caller can try again. */
  release(options: { id: string; attempt: string }): Promise<void>;
  /**
   * Deletes what has expired.
   *
   * @returns how many
   */
  purge(): Promise<number>;
}
