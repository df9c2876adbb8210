import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { InputError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import type { Knex } from 'knex';
import request from 'supertest';
import { migrateToLatest } from '../database';
import { createBodyParser } from '../http';
import { createIdempotencyMiddleware } from './createIdempotencyMiddleware';
import { DatabaseIdempotencyStore } from './DatabaseIdempotencyStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const HOUR = 3_600_000;

describe.each(databases.eachSupportedId())('idempotency on %s', databaseId => {
  let knex: Knex;
  let now: number;
  let store: DatabaseIdempotencyStore;
  let handled: unknown[];
  /** What the route does before it answers. */
  let work: () => Promise<void>;
  let app: express.Express;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    await migrateToLatest(knex);
    now = Date.parse('2026-11-03T10:00:00.000Z');
    store = DatabaseIdempotencyStore.create({
      database: knex,
      now: () => now,
    });
    handled = [];
    work = async () => {};

    const router = Router();
    router.use(createBodyParser());
    router.use(
      createIdempotencyMiddleware({
        store,
        httpAuth: mockServices.httpAuth(),
        logger: mockServices.logger.mock(),
        assertRepeatable: async () => {},
        waitMilliseconds: 300,
      }),
    );
    router.post(['/incidents', '/postmortems'], async (req, res) => {
      handled.push(req.body);
      await work();
      res
        .status(201)
        .set('ETag', '"e1"')
        .json({ n: handled.length, title: 'Größe' });
    });
    app = express();
    app.use(router);
    app.use(
      MiddlewareFactory.create({
        config: mockServices.rootConfig(),
        logger: mockServices.logger.mock(),
      }).error(),
    );
  });

  afterEach(async () => {
    await knex.destroy();
  });

  function post(
    options: {
      key?: string;
      body?: object;
      path?: string;
      user?: string;
    } = {},
  ) {
    const { key = 'k1', body = { a: 1 }, path = '/incidents' } = options;
    return request(app)
      .post(path)
      .set('Authorization', mockCredentials.user.header(options.user))
      .set('Idempotency-Key', key)
      .send(body);
  }

  it('does a repeated request once and answers it the same', async () => {
    const first = await post().expect(201);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await post().expect(201);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers.etag).toBe('"e1"');
    expect(second.text).toBe(first.text);
    expect(second.body).toEqual({ n: 1, title: 'Größe' });
    expect(handled).toHaveLength(1);
  });

  it('keeps keys apart by caller, route and key, and does without one', async () => {
    await post();
    await post({ user: 'user:default/other' });
    await post({ path: '/postmortems' });
    await post({ key: 'k2' });
    await request(app)
      .post('/incidents')
      .set('Authorization', mockCredentials.user.header())
      .send({ a: 1 });
    expect(handled).toHaveLength(5);
  });

  it('refuses the key for another body, and what is no key', async () => {
    await post();
    const { body } = await post({ body: { a: 2 } }).expect(409);
    expect(body.error.message).toMatch('another body');
    await post({ key: 'with space' }).expect(400);
    await post({ key: 'x'.repeat(256) }).expect(400);
    expect(handled).toHaveLength(1);
  });

  it('forgets failures, so that trying again works', async () => {
    work = async () => {
      throw new InputError('title: wrong');
    };
    await post().expect(400);
    work = async () => {
      throw new Error('database is gone');
    };
    await post().expect(500);
    work = async () => {};
    await post().expect(201);
    expect(handled).toHaveLength(3);
  });

  it('lets one of two equal requests do the work; the other waits for it', async () => {
    let finish = () => {};
    work = () => new Promise(resolve => (finish = resolve));
    const first = post().then(response => response);
    const second = post().then(response => response);
    while (handled.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    finish();
    const answers = await Promise.all([first, second]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(
      answers.filter(({ headers }) => headers['idempotency-replayed']),
    ).toHaveLength(1);
    expect(handled).toHaveLength(1);
  });

  it('says that a request takes long, and takes over from one whose process died', async () => {
    work = () => new Promise(() => {});
    const dead = post();
    const sent = dead.then(
      () => undefined,
      () => undefined,
    );
    while (handled.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const { body } = await post().expect(409);
    expect(body.error.message).toMatch('still in progress');

    dead.abort();
    await sent;
    now += 3 * 60_000;
    work = async () => {};
    await post().expect(201);
    expect(handled).toHaveLength(2);
  });

  it('forgets answers after a day', async () => {
    await post();
    now += 23 * HOUR;
    await expect(store.purge()).resolves.toBe(0);
    await post({ key: 'k2' });
    now += 2 * HOUR;
    await expect(store.purge()).resolves.toBe(1);
    await post().expect(201);
    await post({ key: 'k2' }).expect(201);
    expect(handled).toHaveLength(3);
  });

  it('does not let a late attempt overwrite the one that took over', async () => {
    const lease = { id: 'i', requestHash: 'h', leaseSeconds: 60 };
    const keep = { id: 'i', keepSeconds: 60 };
    const answer = { status: 201, headers: {}, body: '"late"' };
    await store.claim({ ...lease, attempt: 'first' });
    now += 61_000;
    await expect(store.claim({ ...lease, attempt: 'second' })).resolves.toEqual(
      { outcome: 'claimed' },
    );
    await store.complete({ ...keep, attempt: 'first', answer });
    await store.release({ id: 'i', attempt: 'first' });
    await expect(store.claim({ ...lease, attempt: 'third' })).resolves.toEqual({
      outcome: 'in-progress',
    });
  });
});
