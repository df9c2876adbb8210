/** Strings of the `filing` room. */
export const filingMessages = {} as const;
