import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  postmortemInputSchema,
  postmortemPatchSchema,
  postmortemQuerySchema,
  sectionInputSchema,
} from '@hindsight/plugin-postmortems-common';
import type { Request } from 'express';
import Router from 'express-promise-router';
import { parseInput, readIfMatch, readQuery, requireIfMatch } from '../http';
import type { PostmortemService } from './types';

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

  /** Does the work and leaves a trace of it, whether it succeeds or not. */
  async function audited<T>(
    request: Request,
    eventId: string,
    work: () => Promise<T>,
    describe: (result: T) => Record<string, string> = () => ({}),
  ): Promise<T> {
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      request,
      meta: { ...request.params },
    });
    try {
      const result = await work();
      await event.success({ meta: describe(result) });
      return result;
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  }

  router.get('/postmortems', async (request, response) => {
    const credentials = await authenticate(request);
    const query = parseInput(
      postmortemQuerySchema,
      readQuery(request),
      'query',
    );
    response.json(await postmortems.list(query, { credentials }));
  });

  router.post('/postmortems', async (request, response) => {
    const credentials = await authenticate(request);
    const input = parseInput(postmortemInputSchema, request.body, 'body');
    const postmortem = await audited(
      request,
      'postmortem-create',
      () => postmortems.create(input, { credentials }),
      ({ id, reference, incidentId }) => ({ id, reference, incidentId }),
    );
    response.status(201).set('ETag', `"${postmortem.etag}"`).json(postmortem);
  });

  router.get('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const postmortem = await postmortems.get(request.params.id, {
      credentials,
    });
    response.set('ETag', `"${postmortem.etag}"`).json(postmortem);
  });

  router.patch('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const patch = parseInput(postmortemPatchSchema, request.body, 'body');
    const ifMatch = requireIfMatch(request);
    const postmortem = await audited(request, 'postmortem-update', () =>
      postmortems.update(request.params.id, patch, { credentials, ifMatch }),
    );
    response.set('ETag', `"${postmortem.etag}"`).json(postmortem);
  });

  router.delete('/postmortems/:id', async (request, response) => {
    const credentials = await authenticate(request);
    const ifMatch = readIfMatch(request);
    await audited(request, 'postmortem-delete', () =>
      postmortems.delete(request.params.id, { credentials, ifMatch }),
    );
    response.status(204).end();
  });

  router.put('/postmortems/:id/sections/:key', async (request, response) => {
    const credentials = await authenticate(request);
    const { markdown } = parseInput(sectionInputSchema, request.body, 'body');
    const ifMatch = requireIfMatch(request);
    const { id, key } = request.params;
    const section = await audited(request, 'postmortem-section-save', () =>
      postmortems.saveSection(id, key, markdown, { credentials, ifMatch }),
    );
    response.set('ETag', `"${section.etag}"`).json(section);
  });

  return router;
}
