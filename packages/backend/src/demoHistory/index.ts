import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { postmortemsModuleDemoHistory } from './module';
import { demoStatusPlugin } from './statusPlugin';

/** The history of the example organisation, and a route that says when it is in place. */
export default createBackendFeatureLoader({
  loader: () => [postmortemsModuleDemoHistory, demoStatusPlugin],
});
