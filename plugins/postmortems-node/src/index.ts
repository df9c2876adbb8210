/**
 * Extension points of the postmortems backend plugin.
 *
 * @packageDocumentation
 */
export * from './seeding';
