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

/** Expects that a request is refused with this status and message, and that nothing of it is kept. */
export async function expectRefusal(
  knex: Knex,
  test: Test,
  status: number,
  ...says: RegExp[]
): Promise<void> {
  const before = await readTables(knex);
  const answer = await test;
  const message: string = answer.body.error?.message ?? '';
  expect({
    status: answer.status,
    message,
    unsaid: says.filter(pattern => !pattern.test(message)),
  }).toEqual({ status, message, unsaid: [] });
  expect(await readTables(knex)).toEqual(before);
}
