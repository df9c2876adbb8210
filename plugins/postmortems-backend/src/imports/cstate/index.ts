export { cstateFormat } from './cstateFormat';
