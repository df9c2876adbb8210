export * from './incident';
export * from './milestones';
export * from './query';
