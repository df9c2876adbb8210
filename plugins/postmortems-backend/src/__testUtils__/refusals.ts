import { isDeepStrictEqual } from 'util';
import type { Knex } from 'knex';
import type { Test } from 'supertest';
import { entity, startComposedBackend, type Caller } from './composedBackend';
import { file, type Filed } from './fixtures';
import { readTables } from './tables';

export const MIB = 1024 * 1024;

/** A list of so many of the same. */
export function many<T>(n: number, item: T): T[] {
  return new Array(n).fill(item);
}

/** Something that is asked of what is filed. */
export type Ask = (ann: Caller, filed: Filed) => Test;

/** The plugin with two documents in it, as Ann sees it, who may do everything. */
export async function startWithTwoDocuments(knex: Knex) {
  const backend = await startComposedBackend(knex, {
    entities: [
      entity('Component', 'checkout'),
      entity('Component', 'vault'),
      entity('User', 'ann'),
      entity('User', 'pete'),
    ],
  });
  const ann = backend.as('ann');
  const filed = await file(ann);
  const other = await file(ann);
  return { backend, ann, filed, other };
}

/** What a request was answered, and the tables in which it left something. */
export async function attempt(knex: Knex, test: Test) {
  const before = await readTables(knex);
  const { status, body } = await test;
  const after = await readTables(knex);
  return {
    status,
    message: body.error?.message,
    changed: Object.keys(after).filter(
      table => !isDeepStrictEqual(after[table], before[table]),
    ),
  };
}

/**
 * What {@link attempt} gives where a request was refused and nothing of it kept.
 *
 * @param says - all that the message says
 */
export function refusal(status: number, ...says: RegExp[]) {
  const all = says.map(({ source }) => `(?=[^]*(?:${source}))`).join('');
  return {
    status,
    message: expect.stringMatching(new RegExp(`^${all}`)),
    changed: [],
  };
}
