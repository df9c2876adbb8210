export * from './createPostmortemsRouter';
export * from './DatabasePostmortemStore';
export * from './DefaultPostmortemRecorder';
export * from './DefaultPostmortemService';
export * from './PostmortemPreparer';
export * from './types';
