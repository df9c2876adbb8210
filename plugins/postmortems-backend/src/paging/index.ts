export * from './KeysetPage';
