export * from './accessSql';
export * from './DefaultAccessService';
export * from './types';
export * from './VisibleEntities';
