export * from './combinePolicies';
export * from './requirement';
export * from './resolveEntityPolicy';
export * from './reviewers';
export { describeWithoutNames } from './sentences';
