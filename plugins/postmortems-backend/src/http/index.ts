export * from './audited';
export * from './bodies';
export * from './errors';
export * from './etags';
export * from './principal';
export * from './query';
export * from './unknownRoute';
export * from './validation';
