export * from './availability';
export * from './card';
export * from './content';
export * from './list';
