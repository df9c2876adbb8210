/**
 * Incident history, postmortems and their policy on the pages of the software catalog. The default
 * export is for the new frontend system, the named ones are for the legacy one.
 *
 * @packageDocumentation
 */
export { postmortemsFeature as default } from './plugin';
export {
  EntityPostmortemsCard,
  EntityPostmortemsContent,
  PostmortemsPage,
  postmortemsPlugin,
} from './legacy';
export { postmortemsApiRef } from './api';
export { isPostmortemsAvailable } from './history/availability';
export { postmortemsTranslationRef } from './translation';
