export * from './status';
export * from './postmortem';
