export * from './applyMigrations';
export * from './counters';
export * from './engine';
export * from './etags';
export * from './fullText';
export * from './insertMissing';
export * from './keepRows';
export * from './times';
