export { FilingPage } from './FilingPage';
