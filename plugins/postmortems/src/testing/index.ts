/**
 * Records and a backend in memory, for tests and for starting the plugin alone. Nothing of it is
 * in the published package.
 */
export * from './MemoryPostmortemsApi';
export * from './records';
