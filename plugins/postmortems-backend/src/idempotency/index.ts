export * from './createIdempotencyMiddleware';
export * from './createRepeatGuard';
export * from './DatabaseIdempotencyStore';
export * from './schedulePurge';
export * from './types';
