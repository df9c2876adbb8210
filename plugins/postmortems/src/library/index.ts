export * from './LibraryPage';
