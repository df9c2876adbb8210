export * from './isoTime';
export * from './policyDuration';
