/** Strings of the `library` room. */
export const libraryMessages = {} as const;
