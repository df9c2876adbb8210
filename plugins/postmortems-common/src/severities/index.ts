export * from './severities';
