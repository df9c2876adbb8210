export * from './configuration';
export * from './DefaultPolicyService';
export * from './policyRouter';
export * from './redaction';
export * from './types';
