export * from './PolicyLine';
export * from './PolicySentence';
export * from './usePolicy';
