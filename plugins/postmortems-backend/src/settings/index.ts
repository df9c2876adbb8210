export * from './readIncidentRoles';
export * from './readSettings';
export * from './readSeverities';
export * from './settingsRouter';
