export { SeederRegistry, startSeeding } from './startSeeding';
