import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  postmortemsSeedingExtensionPoint,
  type Seeder,
  type SeedingService,
  type SeedProgress,
} from '@hindsight/plugin-postmortems-node';
import type { Knex } from 'knex';
import postmortemsPlugin from '..';

const kiosk = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'kiosk',
    namespace: 'default',
    annotations: { 'postmortems/frequency-threshold': '2/P30D' },
  },
  spec: {},
};

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const by = 'user:default/ann';

function incident(key: string, day: string) {
  return {
    key,
    by,
    at: `${day}T12:00:00.000Z`,
    input: {
      title: `Kiosk dark: ${key}`,
      severity: 'SEV4',
      startedAt: `${day}T11:00:00.000Z`,
      resolvedAt: `${day}T14:00:00.000Z`,
      affected: [{ entityRef: 'component:default/kiosk' }],
    },
  };
}

async function writeHistory(service: SeedingService) {
  await service.seedIncident(incident('first', '2024-03-01'));
  await service.seedIncident({
    ...incident('second', '2024-03-11'),
    followsFromKey: 'first',
  });
  await service.seedPostmortem({
    incidentKey: 'second',
    alsoCoverKeys: ['first'],
    by,
    at: '2024-03-12T09:00:00.000Z',
    template: 'lightweight',
    status: 'published',
    publishedAt: '2024-03-14T09:00:00.000Z',
    sections: { summary: 'A fuse.' },
  });
}

describe.each(databases.eachSupportedId())('seeding on %s', databaseId => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  /** Starts a backend with the seeder and waits until it has done what it can. */
  async function startWith(
    seed: Seeder['seed'],
    catalog = catalogServiceMock({ entities: [kiosk] }),
  ) {
    const seen: SeedProgress[] = [];
    let settle: (progress: SeedProgress) => void;
    const settled = new Promise<SeedProgress>(resolve => {
      settle = resolve;
    });
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startTestBackend({
      features: [
        postmortemsPlugin,
        createBackendModule({
          pluginId: 'postmortems',
          moduleId: 'orchard',
          register(reg) {
            reg.registerInit({
              deps: { seeding: postmortemsSeedingExtensionPoint },
              async init({ seeding }) {
                seeding.addSeeder({
                  id: 'orchard',
                  requires: ['component:default/kiosk'],
                  seed,
                  onProgress(progress) {
                    seen.push(progress);
                    if (['ready', 'failed'].includes(progress.state)) {
                      settle(progress);
                    }
                  },
                });
              },
            });
          },
        }),
        createServiceFactory({
          service: catalogServiceRef,
          deps: {},
          factory: () => catalog,
        }),
        mockServices.database.mock({ getClient: async () => knex }).factory,
        logger.factory,
      ],
    });
    const outcome = await settled;
    await backend.stop();
    return { outcome, seen, logger };
  }

  async function written() {
    return {
      incidents: await knex('incidents').orderBy('number').select(),
      postmortems: await knex('postmortems').select(),
    };
  }

  it('writes a history with its own clock and authors, and decides as of then', async () => {
    const { outcome, seen } = await startWith(writeHistory);
    expect(outcome).toEqual({
      state: 'ready',
      incidents: 2,
      postmortems: 1,
    });
    expect(seen[0].state).toBe('loading');

    const { incidents, postmortems } = await written();
    expect(incidents).toMatchObject([
      { title: 'Kiosk dark: first', created_by: by },
      { title: 'Kiosk dark: second', follows_from: incidents[0].id },
    ]);
    expect(incidents.map(row => Number(row.created_at))).toEqual([
      Date.parse('2024-03-01T12:00:00.000Z'),
      Date.parse('2024-03-11T12:00:00.000Z'),
    ]);
    expect(incidents.map(row => Boolean(row.decision_required))).toEqual([
      false,
      true,
    ]);
    expect(incidents[1].decision_reason).toBe('FREQUENCY_REACHED');
    expect(Number(incidents[1].decision_due_at)).toBeLessThan(
      Date.parse('2024-05-01T00:00:00Z'),
    );
    expect(postmortems).toMatchObject([
      { status: 'published', created_by: by },
    ]);
    expect(Number(postmortems[0].published_at)).toBe(
      Date.parse('2024-03-14T09:00:00.000Z'),
    );
    await expect(knex('postmortem_incidents').select()).resolves.toHaveLength(
      2,
    );
  });

  it('writes nothing again at the next start', async () => {
    await startWith(writeHistory);
    const before = await written();
    const seed = jest.fn(writeHistory);
    const { outcome } = await startWith(seed);
    expect(outcome).toEqual({ state: 'ready', incidents: 2, postmortems: 1 });
    expect(seed).not.toHaveBeenCalled();
    expect(await written()).toEqual(before);
  });

  it('goes on where it stopped', async () => {
    const broken = await startWith(async service => {
      await service.seedIncident(incident('first', '2024-03-01'));
      throw new Error('The lamp went out');
    });
    expect(broken.outcome).toEqual({
      state: 'failed',
      incidents: 1,
      postmortems: 0,
      message: expect.stringContaining('The lamp went out'),
    });
    expect(broken.logger.error).toHaveBeenCalledWith(
      expect.stringContaining('The lamp went out'),
    );
    const { incidents: before } = await written();

    await startWith(writeHistory);
    const complete = await written();
    expect(complete.incidents).toHaveLength(2);
    expect(complete.incidents[0]).toEqual(before[0]);

    // The crash came after a postmortem and before the note that it is written.
    await knex('seeds').update({ completed_at: null });
    await knex('seed_keys').where('kind', 'postmortem').delete();
    const { outcome } = await startWith(writeHistory);
    expect(outcome).toEqual({ state: 'ready', incidents: 2, postmortems: 1 });
    expect(await written()).toEqual(complete);
  });

  it('waits for another process and takes over where that one has died', async () => {
    const now = Date.now();
    await startWith(async () => {});
    await knex('seeds').update({
      completed_at: null,
      running_by: 'another',
      running_until: now + 2_000,
    });
    const { outcome, seen } = await startWith(writeHistory);
    expect(Date.now()).toBeGreaterThan(now + 2_000);
    expect(seen[0].message).toBe('another process writes it');
    expect(outcome).toMatchObject({ state: 'ready', incidents: 2 });
  });

  it.each<[string, Seeder['seed'], RegExp]>([
    [
      'a bad incident',
      async service => {
        const bad = incident('bad', '2024-03-01');
        await service.seedIncident({
          ...bad,
          input: { ...bad.input, resolvedAt: '2024-02-01T00:00:00Z' },
        });
      },
      /Incident bad: resolvedAt: /,
    ],
    [
      'an incident that names one to come',
      service =>
        service
          .seedIncident({
            ...incident('bad', '2024-03-01'),
            duplicateOfKey: 'later',
          })
          .then(() => {}),
      /Incident bad: duplicateOfKey names later/,
    ],
    [
      'a bad postmortem',
      async service => {
        await service.seedIncident(incident('first', '2024-03-01'));
        await service.seedPostmortem({
          incidentKey: 'first',
          by,
          at: '2024-03-12T09:00:00.000Z',
          template: 'lightweight',
          status: 'draft',
          sections: { weather: 'Rain.' },
        });
      },
      /Postmortem of first: sections\.weather/,
    ],
  ])('names %s and leaves no half of it', async (_, seed, message) => {
    const { outcome } = await startWith(seed);
    expect(outcome.message).toMatch(message);
    expect(outcome.message).toContain(InputError.name);
    expect((await written()).postmortems).toEqual([]);
  });
});
