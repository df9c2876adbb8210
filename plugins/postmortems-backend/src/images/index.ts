export * from './createImagesRouter';
export * from './DatabaseImageStore';
export * from './ImageRecords';
export * from './ImageService';
export * from './recognizeImage';
