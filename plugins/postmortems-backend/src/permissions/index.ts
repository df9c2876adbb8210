export * from './registerPermissions';
