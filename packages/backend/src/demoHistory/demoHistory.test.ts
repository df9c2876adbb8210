import { promises as fs } from 'fs';
import { dirname, resolve } from 'path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import postmortemsPlugin from '@hindsight/plugin-postmortems-backend';
import request from 'supertest';
import { parseAllDocuments } from 'yaml';
import demoHistory from './index';
import { readHistory } from './readHistory';
import { setDemoStatus } from './status';

const examples = resolve(__dirname, '../../../../examples');

async function readEntities(file: string): Promise<Entity[]> {
  const entities: Entity[] = [];
  const text = await fs.readFile(file, 'utf8');
  for (const document of parseAllDocuments(text)) {
    const entity: Entity | null = document.toJS();
    if (entity?.kind === 'Location') {
      for (const target of Object(entity.spec).targets) {
        entities.push(...(await readEntities(resolve(dirname(file), target))));
      }
    } else if (entity) {
      entities.push(entity);
    }
  }
  return entities;
}

async function start(config: {
  /** The value of demo.history. */
  history?: string;
  production?: boolean;
  entities?: Entity[];
}) {
  setDemoStatus({ state: 'waiting', incidents: 0, postmortems: 0 });
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      demoHistory,
      catalogServiceMock.factory({ entities: config.entities ?? [] }),
      mockServices.rootConfig.factory({
        data: {
          demo: {
            history: config.history,
            anchor: '2026-11-24T12:00:00.000Z',
          },
          auth: {
            environment: config.production ? 'production' : 'development',
          },
        },
      }),
    ],
  });
  return server;
}

async function statusOf(server: Parameters<typeof request>[0]) {
  const response = await request(server)
    .get('/api/demo/status')
    .set('authorization', '');
  expect(response.status).toBe(200);
  return response.body;
}

describe('the demo history', () => {
  it('is in place soon after the start, as it was written', async () => {
    const entities = await readEntities(resolve(examples, 'all.yaml'));
    const server = await start({
      history: 'examples/history',
      entities,
    });
    let status = await statusOf(server);
    const deadline = Date.now() + 40_000;
    while (status.state !== 'ready' && Date.now() < deadline) {
      expect(status.state).not.toBe('failed');
      await new Promise(done => {
        setTimeout(done, 100);
      });
      status = await statusOf(server);
    }
    const history = await readHistory(resolve(examples, 'history'));
    expect(status).toEqual({
      state: 'ready',
      incidents: history.incidents.length,
      postmortems: history.postmortems.length,
    });

    const oldest = await request(server).get(
      '/api/postmortems/incidents?limit=200&total=true&order=startedAt',
    );
    // The caller took part in nothing and sees no restricted ones.
    expect(oldest.body.totalItems).toBe(
      history.incidents.filter(({ visibility }) => visibility !== 'restricted')
        .length,
    );
    expect(oldest.body.items[0]).toMatchObject({
      reference: 'INC-1',
      createdBy: expect.stringMatching(/^user:default\//),
      startedAt: expect.stringMatching(/^2024-11-/),
    });
    const flagged = oldest.body.items.filter(
      (item: { flags: unknown[] }) => item.flags.length > 0,
    );
    expect(flagged.length).toBeGreaterThan(0);
  }, 60_000);

  it.each([
    ['where none is configured', { history: undefined }],
    ['in production', { history: 'examples/history', production: true }],
  ])('is left out %s', async (_, config) => {
    const server = await start(config);
    await expect(statusOf(server)).resolves.toEqual({
      state: 'ready',
      incidents: 0,
      postmortems: 0,
    });
  });

  it('says what is wrong, and the portal works without it', async () => {
    const server = await start({ history: 'no/such/folder' });
    await expect(statusOf(server)).resolves.toMatchObject({
      state: 'failed',
      message: expect.stringContaining('no/such/folder'),
    });
    await request(server).get('/api/postmortems/incidents').expect(200);
  });
});
