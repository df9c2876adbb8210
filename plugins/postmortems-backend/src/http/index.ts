export * from './errors';
export * from './etags';
export * from './validation';
