export * from './seeding';
