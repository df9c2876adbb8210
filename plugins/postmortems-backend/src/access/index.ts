export * from './accessSql';
export * from './types';
