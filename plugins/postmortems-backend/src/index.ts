/**
 * Stores incidents and postmortems, and resolves the postmortem policy from the software catalog.
 *
 * @packageDocumentation
 */
export { postmortemsPlugin as default } from './plugin';
