import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  incidentFilterQuerySchema,
  incidentInputSchema,
  incidentPatchSchema,
  incidentQuerySchema,
  type Incident,
} from '@hindsight/plugin-postmortems-common';
import type { Request, Response } from 'express';
import Router from 'express-promise-router';
import {
  audited,
  parseInput,
  readIfMatch,
  readQuery,
  requireIfMatch,
} from '../http';
import type { IncidentService } from './types';

/**
 * Sends an incident with its etag. Nobody keeps it: what it tells of its postmortem changes
 * without the etag, and depends on the reader.
 */
function send(response: Response, incident: Incident) {
  response
    .set('ETag', `"${incident.etag}"`)
    .set('Cache-Control', 'no-store')
    .json(incident);
}

function describe({ id, reference }: Incident) {
  return { id, reference };
}

/** `/incidents` */
export function createIncidentsRouter(options: {
  incidents: IncidentService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { incidents, httpAuth, auditor } = options;
  const router = Router();

  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });

  router.get('/incidents', async (request, response) => {
    const credentials = await authenticate(request);
    const query = parseInput(incidentQuerySchema, readQuery(request), 'query');
    const page = await audited(
      auditor,
      request,
      { eventId: 'incident-list', severityLevel: 'low' },
      () => incidents.list(query, { credentials }),
    );
    response.json(page);
  });

  router.get('/incidents/series', async (request, response) => {
    const credentials = await authenticate(request);
    const filter = parseInput(
      incidentFilterQuerySchema,
      readQuery(request),
      'query',
    );
    const series = await audited(
      auditor,
      request,
      { eventId: 'incident-series', severityLevel: 'low' },
      () => incidents.series(filter, { credentials }),
    );
    response.json(series);
  });

  router.post('/incidents', async (request, response) => {
    const credentials = await authenticate(request);
    const input = parseInput(incidentInputSchema, request.body, 'body');
    const incident = await audited(
      auditor,
      request,
      { eventId: 'incident-create', severityLevel: 'medium', describe },
      () => incidents.create(input, { credentials }),
    );
    response.status(201);
    send(response, incident);
  });

  router.get('/incidents/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const incident = await audited(
      auditor,
      request,
      { eventId: 'incident-fetch', severityLevel: 'low', describe },
      () => incidents.get(request.params.id, { credentials }),
    );
    send(response, incident);
  });

  router.patch('/incidents/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const patch = parseInput(incidentPatchSchema, request.body, 'body');
    const ifMatch = requireIfMatch(request);
    const incident = await audited(
      auditor,
      request,
      { eventId: 'incident-update', severityLevel: 'medium', describe },
      () =>
        incidents.update(request.params.id, patch, { credentials, ifMatch }),
    );
    send(response, incident);
  });

  router.delete('/incidents/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const ifMatch = readIfMatch(request);
    await audited(
      auditor,
      request,
      { eventId: 'incident-delete', severityLevel: 'medium' },
      () => incidents.delete(request.params.id, { credentials, ifMatch }),
    );
    response.status(204).end();
  });

  return router;
}
