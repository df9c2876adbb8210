export * from './applyMigrations';
export * from './counters';
export * from './engine';
export * from './etags';
export * from './times';
export * from './transactions';
