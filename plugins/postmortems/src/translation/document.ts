/** Strings of the `document` room. */
export const documentMessages = {} as const;
