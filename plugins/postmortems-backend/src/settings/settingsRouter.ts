import type { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  MAX_IMAGE_BYTES,
  MAX_SECTION_BYTES,
  type PostmortemsSettings,
} from '@hindsight/plugin-postmortems-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Settings } from './readSettings';

/** `GET /settings`: what a screen needs to know of the configuration. */
export function createSettingsRouter(options: {
  settings: Settings;
  httpAuth: HttpAuthService;
}): Router {
  const { settings, httpAuth } = options;
  const body: PostmortemsSettings = {
    severities: [...settings.scale.severities],
    templates: [...settings.templates],
    incidentRoles: [...settings.incidentRoles],
    limits: {
      sectionBytes: MAX_SECTION_BYTES,
      imageBytes: MAX_IMAGE_BYTES,
    },
  };
  const router = PromiseRouter();
  router.get('/settings', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['user', 'service'] });
    response.json(body);
  });
  return router;
}
