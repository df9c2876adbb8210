export * from './createPostmortemsRoom';
export * from './types';
