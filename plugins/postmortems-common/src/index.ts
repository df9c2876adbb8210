/**
 * What the postmortems frontend, backend and other plugins share.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './images';
export * from './imports';
export * from './incidents';
export * from './paging';
export * from './permissions';
export * from './policy';
export * from './postmortems';
export * from './refs';
export * from './settings';
export * from './severities';
export * from './time';
