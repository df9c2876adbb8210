export * from './imports';
