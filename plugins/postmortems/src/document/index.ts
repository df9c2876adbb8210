export * from './DocumentPage';
