export * from './CatalogNode';
export * from './CatalogNodes';
export * from './Hierarchy';
export * from './lookupPlaces';
export * from './ownershipSnapshot';
