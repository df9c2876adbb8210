export { DefaultImportService } from './DefaultImportService';
export { createImportsRouter } from './importsRouter';
export type { ImportService } from './types';
