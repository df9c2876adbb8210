export * from './builtin';
export * from './readTemplates';
