export * from './imageStore';
