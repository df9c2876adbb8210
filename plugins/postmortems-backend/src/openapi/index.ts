export * from './createOpenApiRouter';
