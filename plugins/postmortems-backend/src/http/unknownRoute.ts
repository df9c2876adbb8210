import { NotFoundError } from '@backstage/errors';
import type { RequestHandler } from 'express';

/** Answers what no route has answered, in the shape of every other problem. */
export function createUnknownRouteHandler(): RequestHandler {
  return (request, _response, next) => {
    next(new NotFoundError(`No route ${request.method} ${request.path}`));
  };
}
