export * from './EntityPostmortemsCard';
