/** Strings of the `incident` room. */
export const incidentMessages = {} as const;
