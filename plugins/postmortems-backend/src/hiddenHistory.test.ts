import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  SERVICE,
  startComposedBackend,
  type Caller,
  type ComposedBackend,
} from './__testUtils__/composedBackend';
import { expectNone, file, record, shelf } from './__testUtils__/fixtures';
import { world } from './__testUtils__/world';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** Everything that a caller can ask without naming a record. */
const QUESTIONS = [
  '/incidents?total=true',
  '/incidents?total=true&limit=1',
  '/incidents?total=true&limit=1&order=severity',
  '/incidents?total=true&limit=1&order=-duration',
  '/incidents?total=true&limit=1&order=dueAt',
  '/incidents?total=true&text=quokka',
  '/incidents?total=true&text=INC',
  '/incidents?total=true&entityRef=component:checkout',
  '/incidents?total=true&entityRef=component:vault',
  '/incidents?total=true&entityRef=group:payments&relation=parts',
  '/incidents?total=true&hasPostmortem=true',
  '/incidents?total=true&needsPostmortem=true',
  '/incidents?total=true&overdue=true',
  '/incidents/series',
  '/incidents/series?text=quokka',
  '/incidents/series?entityRef=group:payments&relation=parts',
  '/postmortems?total=true',
  '/postmortems?total=true&limit=1',
  '/postmortems?total=true&limit=1&order=dueAt',
  '/postmortems?total=true&text=wombat',
  '/postmortems?total=true&text=quokka',
  '/postmortems?total=true&ownerRef=user:ann&ownerRef=group:payments',
  '/postmortems?total=true&entityRef=component:checkout',
  '/policy?entityRef=component:checkout',
  '/policy?entityRef=component:shelf&severity=SEV4&describe=true',
  '/settings',
];

/** Follows the cursors of a list to its end. */
async function readPages(caller: Caller, path: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await caller
      .get(cursor ? `${path}&cursor=${cursor}` : path)
      .expect(200);
    pages.push(body);
    cursor = body.pageInfo?.nextCursor;
  } while (cursor);
  return pages;
}

describe('what is hidden', () => {
  let knex: Knex;
  let backend: ComposedBackend;

  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
    backend = await startComposedBackend(knex, world);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it.each([
    ['a stranger', 'sam', { visibility: 'restricted' }],
    ['a service', SERVICE, { visibility: 'restricted' }],
    ['whoever cannot see an affected entity', 'lena', {}],
  ])(
    'changes nothing of what %s is told',
    async (_, name, more: Record<string, unknown>) => {
      const ann = backend.as('ann');
      const reader = backend.as(name);
      await record(ann, shelf);
      await ann
        .post('/postmortems')
        .send({ incident: { ...shelf, title: 'Shelf fell again' } })
        .expect(201);
      const ask = async () => {
        const answers: Array<[string, unknown]> = [];
        for (const path of QUESTIONS) {
          answers.push([path, await readPages(reader, path)]);
        }
        return answers;
      };
      const before = await ask();
      const hidden = [
        await file(ann, { ...more, mitigatedAt: '2025-11-03T14:50:00Z' }),
        await file(ann, { ...more, startedAt: '2025-10-30T00:00:00Z' }),
        await record(ann, {
          ...more,
          startedAt: '2025-12-01T00:00:00Z',
          resolvedAt: undefined,
        }),
      ];
      // Resolved anew, so that an answer kept from before does not stand for one of now.
      await knex('visible_scopes').delete();
      await expect(ask()).resolves.toEqual(before);
      const told = JSON.stringify(before.map(([, pages]) => pages));
      expect(told).toContain('Shelf fell again');
      expectNone(told, ['quokka', hidden[2].id]);
    },
  );
});
