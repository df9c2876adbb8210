export { statuspageFormat } from './statuspageFormat';
