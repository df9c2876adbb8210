import type { Router as ExpressRouter, RequestHandler } from 'express';
import Router from 'express-promise-router';
import { createBodyParser, createUnknownRouteHandler } from './http';

/**
 * One router for all routes of the plugin.
 *
 * @param options - `middleware` sees the parsed body of each request before `rooms`, which are
 * asked in their order
 */
export function composeRouter(options: {
  middleware: RequestHandler[];
  rooms: ExpressRouter[];
}): ExpressRouter {
  const router = Router();
  router.use(createBodyParser());
  for (const handler of [...options.middleware, ...options.rooms]) {
    router.use(handler);
  }
  router.use(createUnknownRouteHandler());
  return router;
}
