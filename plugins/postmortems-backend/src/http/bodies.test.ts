import { mockServices } from '@backstage/backend-test-utils';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import express from 'express';
import request from 'supertest';
import { createBodyParser } from './bodies';
import { createUnknownRouteHandler } from './unknownRoute';

const MIB = 1024 * 1024;

function createApp() {
  const app = express();
  app.use(createBodyParser());
  app.all(/^\/(postmortems|imports|incidents)/, (req, res) => {
    res.json({
      bytes: Buffer.isBuffer(req.body)
        ? req.body.length
        : JSON.stringify(req.body).length,
    });
  });
  app.use(createUnknownRouteHandler());
  app.use(
    MiddlewareFactory.create({
      config: mockServices.rootConfig(),
      logger: mockServices.logger.mock(),
    }).error(),
  );
  return app;
}

const json = (length: number) => JSON.stringify({ a: 'x'.repeat(length) });

describe('createBodyParser', () => {
  const app = createApp();

  it('lets each route have as much as it needs', async () => {
    // A section of 1 MB of line breaks is twice as long as JSON.
    const section = JSON.stringify({ markdown: '\n'.repeat(MIB) });
    for (const [path, body] of [
      ['/postmortems/PM-1/sections/summary', section],
      ['/imports', json(24 * MIB)],
      ['/incidents', json(MIB - 100)],
    ]) {
      await request(app)
        .put(path)
        .type('json')
        .send(body)
        .expect(200, { bytes: body.length });
    }
    await request(app)
      .post('/postmortems/PM-1/images')
      .type('image/png')
      .send(Buffer.alloc(5 * MIB))
      .expect(200, { bytes: 5 * MIB });
  });

  it.each([
    ['/incidents', 'json', json(MIB), /larger than 1 MB/],
    ['/imports', 'json', json(25 * MIB), /larger than 25 MB.*several/],
    [
      '/postmortems/PM-1/sections/summary',
      'json',
      json(4 * MIB),
      /larger than 1 MB, the limit for a section/,
    ],
    [
      '/postmortems/PM-1/images',
      'image/png',
      Buffer.alloc(5 * MIB + 1),
      /larger than 5 MB, the limit for an image/,
    ],
  ])('answers 413 on %s, with the limit', async (path, type, body, message) => {
    const { body: answer } = await request(app)
      .post(path)
      .type(type)
      .send(body)
      .expect(413);
    expect(answer.error.message).toMatch(message);
  });

  it.each([
    ['text that is no JSON', '{"a":', /not valid JSON/],
    ['a value that is no object', '"a"', /not valid JSON/],
    ['a NUL', '{"a":{"b":["\\u0000"]}}', /NUL/],
    ['a NUL in a name', '{"a\\u0000":1}', /NUL/],
    ['half of a pair', '{"a":"\\ud83d"}', /surrogate/],
  ])('refuses %s', async (_, body, message) => {
    const { body: answer } = await request(app)
      .post('/incidents')
      .type('json')
      .send(body)
      .expect(400);
    expect(answer.error).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
  });

  it('takes what only looks like a NUL, and whole pairs', async () => {
    await request(app)
      .post('/incidents')
      .type('json')
      .send('{"a":"\\\\u0000 \\ud83d\\ude00"}')
      .expect(200);
  });

  it('survives JSON that is nested deeper than the stack', async () => {
    const depth = 400_000;
    await request(app)
      .post('/imports')
      .type('json')
      .send(`${'['.repeat(depth)}${']'.repeat(depth)}`)
      .expect(response => {
        // The test's own handler fails on it; the parser has let it through.
        expect(response.body.error.name).not.toBe('InputError');
      });
  });

  it('says how to send JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const { body } = await request(app)
        .post('/incidents')
        .type(type)
        .send('a=1')
        .expect(400);
      expect(body.error.message).toMatch('Content-Type: application/json');
    }
    await request(app).post('/incidents').expect(200);
  });

  it('refuses addresses that hold what no database stores', async () => {
    await request(app).get('/incidents?text=%00').expect(400);
    await request(app).get('/postmortems/%E0%A4%A').expect(400);
  });

  it('answers 404 where there is no route', async () => {
    const { body } = await request(app).get('/nothing').expect(404);
    expect(body.error).toMatchObject({
      name: 'NotFoundError',
      message: 'No route GET /nothing',
    });
  });
});
