import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './nav';
import { signInModule } from './signIn';
import { storageModule } from './storage';

// The plugins are discovered from this package's dependencies (app.packages).
export default createApp({
  features: [navModule, signInModule, storageModule],
});
