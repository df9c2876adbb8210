import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { importInputSchema } from '@hindsight/plugin-postmortems-common';
import express from 'express';
import Router from 'express-promise-router';
import { parseInput } from '../http';
import type { ImportService } from './types';

/** The route `POST /imports`. */
export function createImportsRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  imports: ImportService;
}): express.Router {
  const { httpAuth, auditor, imports } = options;
  const router = Router();

  router.post('/imports', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const input = parseInput(importInputSchema, request.body, 'body');
    const event = await auditor.createEvent({
      eventId: 'import-run',
      severityLevel: 'medium',
      request,
      meta: { format: input.format, dryRun: input.dryRun },
    });
    try {
      const report = await imports.importRecords(input, { credentials });
      const { created, updated, unchanged, failed } = report;
      await event.success({ meta: { created, updated, unchanged, failed } });
      response.json(report);
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });

  return router;
}
