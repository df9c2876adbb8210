import Router from 'express-promise-router';
import { createOpenApiDocument } from './document';

/** Serves the document at `/openapi.json`. */
export function createOpenApiRouter() {
  const router = Router();
  let document: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(createOpenApiDocument());
    response.type('application/json').send(document);
  });
  return router;
}
