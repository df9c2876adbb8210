export interface Config {
  /** The example organisation of the demo portal. */
  demo?: {
    /**
     * Whether anybody may sign in as anybody; on unless set to false. The
     * backend refuses to start in production while it is on.
     */
    signIn?: boolean;
    /** Where the history that the demo starts with is, relative to the repository. */
    history?: string;
    /**
     * The moment that the history leads up to, in ISO 8601; now when absent.
     * For tests that want the same times every day.
     */
    anchor?: string;
  };
}
