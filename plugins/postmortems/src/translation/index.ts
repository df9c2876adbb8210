import { createTranslationRef } from '@backstage/core-plugin-api/alpha';
import { documentMessages } from './document';
import { filingMessages } from './filing';
import { historyMessages } from './history';
import { incidentMessages } from './incident';
import { libraryMessages } from './library';
import { markdownMessages } from './markdown';
import { sharedMessages } from './shared';

/**
 * Every string that the plugin shows, one group for each room.
 *
 * @public
 */
export const postmortemsTranslationRef = createTranslationRef({
  id: 'plugin.postmortems',
  messages: {
    shared: sharedMessages,
    history: historyMessages,
    filing: filingMessages,
    document: documentMessages,
    incident: incidentMessages,
    library: libraryMessages,
    markdown: markdownMessages,
  },
});
