/**
 * Extension points of the postmortems backend plugin.
 *
 * @packageDocumentation
 */
export * from './images';
export * from './seeding';
