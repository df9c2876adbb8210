export * from './accessSql';
export * from './DefaultAccessService';
export * from './loadAccessFacts';
export * from './readAccessConfig';
export * from './types';
export * from './VisibleEntities';
