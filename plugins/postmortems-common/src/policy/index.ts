export * from './annotations';
export * from './policy';
