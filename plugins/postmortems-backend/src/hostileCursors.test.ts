import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  entity,
  startComposedBackend,
  type Caller,
} from './__testUtils__/composedBackend';
import { incidentInput } from './__testUtils__/fixtures';
import { many } from './__testUtils__/refusals';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const input = { ...incidentInput, roles: [] };

interface Cursor {
  q: string;
  to: string;
  k: unknown[];
}

function decode(cursor: string): Cursor {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
}

function encode(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

const LISTS = [
  ...['-startedAt', 'startedAt', 'severity', '-duration', 'dueAt'].map(
    order => ['/incidents', order] as const,
  ),
  ...['-createdAt', 'createdAt', 'dueAt'].map(
    order => ['/postmortems', order] as const,
  ),
];

describe.each(databases.eachSupportedId())('cursors on %s', databaseId => {
  let knex: Knex;
  let ann: Caller;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    const { as } = await startComposedBackend(knex, {
      entities: [
        entity('Component', 'checkout'),
        entity('Component', 'vault'),
        entity('User', 'pete'),
      ],
    });
    ann = as('ann');
    for (const _ of many(3, 0)) {
      await ann.post('/postmortems').send({ incident: input }).expect(201);
    }
  });

  afterAll(async () => {
    await knex.destroy();
  });

  it.each(LISTS)(
    'of %s by %s are taken as they were given, and never break it',
    async (path, order) => {
      const list = `${path}?limit=1&order=${encodeURIComponent(order)}`;
      const { body: first } = await ann.get(list).expect(200);
      const given = decode(first.pageInfo.nextCursor);
      const send = async (cursor: unknown) => {
        const { status, body } = await ann.get(
          `${list}&cursor=${encode(cursor)}`,
        );
        return status === 200 ? status : `${status} ${body.error.message}`;
      };
      const numbers = given.k.slice(0, -1);
      const id = given.k[given.k.length - 1];

      // What only looks odd is a place in the list like any other.
      for (const value of [0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1]) {
        for (const to of ['next', 'prev']) {
          const k = [...numbers.map(() => value), id];
          await expect(send({ ...given, to, k })).resolves.toBe(200);
        }
      }
      for (const k of [
        [],
        numbers,
        [...numbers, id, id],
        [...numbers, 5],
        [...numbers.map(String), id],
        [...numbers.map(() => 1.5), id],
        [...numbers.map(() => 1e308), id],
        [...numbers.map(() => null), id],
        [...numbers, "'; drop table incidents;--"],
        [...numbers, 'x'.repeat(65)],
        [...numbers, ''],
      ]) {
        await expect(send({ ...given, k })).resolves.toMatch(/^400 cursor: /);
      }
      for (const cursor of [
        { ...given, q: 'other' },
        { ...given, to: 'sideways' },
        { ...given, more: 1 },
        { q: given.q, k: given.k },
      ]) {
        await expect(send(cursor)).resolves.toMatch(/^400 cursor: /);
      }
      const otherFilter = await ann.get(
        `${list}&text=quokka&cursor=${first.pageInfo.nextCursor}`,
      );
      expect(otherFilter.status).toBe(400);
      for (const [, other] of LISTS.filter(
        ([otherPath, otherOrder]) => otherPath === path && otherOrder !== order,
      )) {
        const answer = await ann.get(
          `${path}?order=${encodeURIComponent(other)}&cursor=${
            first.pageInfo.nextCursor
          }`,
        );
        expect(answer.status).toBe(400);
      }
    },
  );
});
