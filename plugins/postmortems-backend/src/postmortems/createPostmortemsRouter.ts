import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  postmortemInputSchema,
  postmortemPatchSchema,
  postmortemQuerySchema,
  sectionInputSchema,
  type Postmortem,
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
import type { PostmortemService } from './types';

/**
 * Sends a postmortem with its etag. Nobody keeps it: its sections and its incident change without
 * the etag, and what it tells depends on the reader.
 */
function send(response: Response, postmortem: Postmortem) {
  // A caller who has the head may still lack a section: express must not answer 304.
  delete response.req.headers['if-none-match'];
  response
    .set('ETag', `"${postmortem.etag}"`)
    .set('Cache-Control', 'no-store')
    .json(postmortem);
}

function describe({ id, reference, incidentId }: Postmortem) {
  return { id, reference, incidentId };
}

/** `/postmortems` */
export function createPostmortemsRouter(options: {
  postmortems: PostmortemService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { postmortems, httpAuth, auditor } = options;
  const router = Router();

  const authenticate = (request: Request) =>
    httpAuth.credentials(request, { allow: ['user', 'service'] });

  router.get('/postmortems', async (request, response) => {
    const credentials = await authenticate(request);
    const query = parseInput(
      postmortemQuerySchema,
      readQuery(request),
      'query',
    );
    const page = await audited(
      auditor,
      request,
      { eventId: 'postmortem-list', severityLevel: 'low' },
      () => postmortems.list(query, { credentials }),
    );
    response.json(page);
  });

  router.post('/postmortems', async (request, response) => {
    const credentials = await authenticate(request);
    const input = parseInput(postmortemInputSchema, request.body, 'body');
    const postmortem = await audited(
      auditor,
      request,
      { eventId: 'postmortem-create', severityLevel: 'medium', describe },
      () => postmortems.create(input, { credentials }),
    );
    response.status(201);
    send(response, postmortem);
  });

  router.get('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const postmortem = await audited(
      auditor,
      request,
      { eventId: 'postmortem-fetch', severityLevel: 'low', describe },
      () => postmortems.get(request.params.id, { credentials }),
    );
    send(response, postmortem);
  });

  router.patch('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const patch = parseInput(postmortemPatchSchema, request.body, 'body');
    const ifMatch = requireIfMatch(request);
    const postmortem = await audited(
      auditor,
      request,
      { eventId: 'postmortem-update', severityLevel: 'medium', describe },
      () =>
        postmortems.update(request.params.id, patch, { credentials, ifMatch }),
    );
    send(response, postmortem);
  });

  router.delete('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const ifMatch = readIfMatch(request);
    await audited(
      auditor,
      request,
      { eventId: 'postmortem-delete', severityLevel: 'medium' },
      () => postmortems.delete(request.params.id, { credentials, ifMatch }),
    );
    response.status(204).end();
  });

  router.put('/postmortems/:id/sections/:key', async (request, response) => {
    const credentials = await authenticate(request);
    const { markdown } = parseInput(sectionInputSchema, request.body, 'body');
    const ifMatch = requireIfMatch(request);
    const { id, key } = request.params;
    const section = await audited(
      auditor,
      request,
      { eventId: 'postmortem-section-save', severityLevel: 'medium' },
      () =>
        postmortems.saveSection(id, key, markdown, { credentials, ifMatch }),
    );
    response.set('ETag', `"${section.etag}"`).json(section);
  });

  return router;
}
