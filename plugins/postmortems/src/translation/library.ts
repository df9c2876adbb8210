/** Strings of the `library` room. */
export const libraryMessages = {
  title: 'Library',
  description:
    'Every incident and postmortem of the organisation that you may see.',
  entity: 'Affected',
  entityClear: 'Show all services',
  empty: {
    title: 'No incident on record',
    text: 'When something breaks, record it from the page of the service that broke, or here.',
  },
} as const;
