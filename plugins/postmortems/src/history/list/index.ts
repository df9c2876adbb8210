export * from './IncidentFilters';
export * from './IncidentList';
export * from './ListFailure';
export * from './listState';
export * from './Paging';
export * from './useIncidents';
export * from './useListState';
