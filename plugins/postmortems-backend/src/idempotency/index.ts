export * from './createIdempotencyMiddleware';
export * from './DatabaseIdempotencyStore';
export * from './schedulePurge';
export * from './types';
