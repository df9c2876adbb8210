export * from './duration';
export * from './Moment';
export * from './SeverityBadge';
export * from './useSettings';
