export * from './bodies';
export * from './errors';
export * from './etags';
export * from './unknownRoute';
export * from './validation';
