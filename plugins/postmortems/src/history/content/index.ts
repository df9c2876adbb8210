export * from './EntityPostmortemsContent';
