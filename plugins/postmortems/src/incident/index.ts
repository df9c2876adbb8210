export * from './IncidentFacts';
export * from './IncidentPage';
export * from './PhaseBar';
export * from './RecordPageState';
