export * from './readChecked';
