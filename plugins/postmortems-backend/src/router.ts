import express from 'express';
import Router from 'express-promise-router';
import { createBodyParser, createUnknownRouteHandler } from './http';

/** One router for all routes of the plugin, in the order given. */
export function composeRouter(rooms: express.Router[]): express.Router {
  const router = Router();
  router.use(createBodyParser());
  for (const room of rooms) {
    router.use(room);
  }
  router.use(createUnknownRouteHandler());
  return router;
}
