export interface Config {
  demo?: {
    /**
     * The people that the sign-in page offers. They are named here because the
     * catalog cannot be read before somebody has signed in.
     */
    users?: Array<{
      /** @visibility frontend */
      entityRef: string;
      /** @visibility frontend */
      displayName: string;
      /**
       * What this person does.
       * @visibility frontend
       */
      role?: string;
      /**
       * What there is to see when signed in as this person.
       * @visibility frontend
       */
      shows?: string;
    }>;
  };
}
