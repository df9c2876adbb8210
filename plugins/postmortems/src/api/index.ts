export * from './postmortemsApiRef';
