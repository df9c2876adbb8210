export * from './AuthorizedIncidentService';
export * from './createIncidentsRouter';
export * from './DatabaseIncidentStore';
export * from './DefaultIncidentRecorder';
export type * from './IncidentStore';
export type * from './types';
