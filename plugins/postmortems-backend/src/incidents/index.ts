export * from './AuthorizedIncidentService';
export * from './createIncidentsRouter';
export * from './DatabaseIncidentStore';
export * from './DefaultIncidentRecorder';
export type * from './IncidentStore';
export * from './presentIncidents';
export type * from './types';
