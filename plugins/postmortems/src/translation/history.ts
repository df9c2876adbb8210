/** Strings of the `history` room. */
export const historyMessages = {} as const;
