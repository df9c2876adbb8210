import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  MAX_IMPORT_RECORDS,
  type ImportInput,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import request from 'supertest';
import {
  aliases,
  asPreview,
  BASE,
  counts,
  entity,
  startImports,
} from './__testUtils__/imports';

const entities = [
  entity('Component', 'kiosk'),
  entity('Component', 'till', aliases('Cash Desk, till.orchard.example')),
  entity('Resource', 'scales', { title: 'Weighing Station' }),
  entity('Component', 'gate', { namespace: 'north' }),
  entity('Component', 'gate', { namespace: 'south' }),
  entity('Group', 'pickers'),
];

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const start = (knex: Knex, options: { denied?: Set<string> } = {}) =>
  startImports(knex, { catalog: entities, ...options });

function kiosk(more: {
  path?: string;
  title?: string;
  affected?: string;
  resolvedWhen?: string;
  body?: string;
}) {
  return {
    path: more.path ?? '2024-03-01-kiosk.md',
    content: `---
title: ${more.title ?? 'Kiosk dark'}
date: 2024-03-01 11:00:00
resolved: true
resolvedWhen: ${more.resolvedWhen ?? '2024-03-01 12:30:00'}
severity: down
affected: [${more.affected ?? 'Kiosk'}]
---
${more.body ?? 'Gone dark.'}`,
  };
}

const orchard = { page: 'orchard' };

describe.each(databases.eachSupportedId())('imports on %s', databaseId => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('brings records in, tells exactly so beforehand, and changes nothing the second time', async () => {
    const { run, incidents, streamEntities, auditor } = await start(knex);
    const input: ImportInput = {
      format: 'cstate',
      content: [
        kiosk({ affected: 'KIOSK, cash desk, Weighing station, Gate, moon' }),
        kiosk({ path: 'b.md', resolvedWhen: '2024-02-01 12:30:00' }),
        kiosk({ path: 'c.md', title: 'x'.repeat(301) }),
        kiosk({ path: 'd.md', body: 'long '.repeat(4_001) }),
        { path: 'e.md', content: 'no head' },
        kiosk({ path: './2024-03-01-kiosk.md' }),
        kiosk({ path: 'g.md', title: '"a\\0b"' }),
        kiosk({ path: 'h.md', title: 'Maintenance', affected: 'pickers' }),
      ],
      options: { ...orchard, pageUrl: 'https://status.orchard.example' },
    };
    const preview = await run({ ...input, dryRun: true });
    expect(await incidents()).toEqual([]);
    await expect(knex('import_records').select()).resolves.toEqual([]);

    const report = await run(input);
    expect(asPreview(report)).toEqual(preview);
    expect(counts(report)).toEqual({
      created: 3,
      updated: 0,
      unchanged: 0,
      failed: 5,
    });
    expect(report.unmatchedComponents).toEqual([
      { name: 'Gate', records: 1 },
      { name: 'moon', records: 1 },
      { name: 'pickers', records: 1 },
    ]);
    expect(report.records[0].components).toEqual([
      { name: 'KIOSK', entityRef: 'component:default/kiosk' },
      { name: 'cash desk', entityRef: 'component:default/till' },
      { name: 'Weighing station', entityRef: 'resource:default/scales' },
      { name: 'Gate' },
      { name: 'moon' },
    ]);
    expect(
      report.records.map(({ problems }) =>
        problems.map(({ field, message }) => `${field}: ${message}`),
      ),
    ).toEqual([
      [],
      [],
      [expect.stringMatching(/^title: .*300/)],
      [expect.stringMatching(/^summary: .*20000/)],
      [expect.stringMatching(/^front matter: /)],
      ['record: is in this import twice; 2024-03-01-kiosk.md came first'],
      ['title: holds a NUL character or half of a surrogate pair'],
      [],
    ]);

    const stored = await incidents();
    expect(stored).toHaveLength(3);
    expect(stored[0]).toMatchObject({
      reference: 'INC-1',
      title: 'Kiosk dark',
      summary: 'Gone dark.',
      severity: 'SEV1',
      status: 'resolved',
      createdBy: mockCredentials.user().principal.userEntityRef,
      source: {
        provider: 'cstate',
        externalId: 'orchard/2024-03-01-kiosk',
        url: 'https://status.orchard.example/issues/2024-03-01-kiosk/',
      },
      postmortemDecision: { required: false, reason: 'IMPORTED' },
      flags: [
        {
          code: 'ENTITY_UNKNOWN',
          field: 'affected',
          message:
            "No entity in the catalog answers to the component 'moon'. More than one entity answers to the component 'Gate'",
        },
      ],
    });
    expect(stored[1].flags).toMatchObject([{ code: 'TIMES_OUT_OF_ORDER' }]);
    expect(stored[2].kind).toBe('maintenance');
    for (const [place, record] of [0, 1, 7].entries()) {
      expect(report.records[record].incident).toEqual({
        id: stored[place].id,
        reference: stored[place].reference,
      });
      expect(report.records[record].flags).toEqual(stored[place].flags);
    }

    const again = await run(input);
    expect(counts(again)).toEqual({
      created: 0,
      updated: 0,
      unchanged: 3,
      failed: 5,
    });
    expect(await incidents()).toEqual(stored);
    // One look for all names in each of the three runs.
    expect(streamEntities).toHaveBeenCalledTimes(3);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'import-run',
        meta: { format: 'cstate', dryRun: false },
      }),
    );
  });

  it('follows what the page changes and leaves what people changed', async () => {
    const { server, run, incidents } = await start(knex);
    const send = (more: Parameters<typeof kiosk>[0], dryRun = false) =>
      run({
        format: 'cstate',
        content: [kiosk(more)],
        options: orchard,
        dryRun,
      });
    await send({ affected: 'kiosk, moon' });
    const [{ id, etag }] = await incidents();
    await request(server)
      .patch(`${BASE}/incidents/${id}`)
      .set('if-match', `"${etag}"`)
      .send({ title: 'The kiosk went dark' })
      .expect(200);

    const changed = {
      title: 'Kiosk dark again',
      body: 'A fuse.',
      affected: 'kiosk, till',
    };
    expect(counts(await send(changed, true))).toMatchObject({ updated: 1 });
    expect((await incidents())[0].summary).toBe('Gone dark.');
    expect(counts(await send(changed))).toMatchObject({ updated: 1 });
    expect(await incidents()).toMatchObject([
      {
        id,
        title: 'The kiosk went dark',
        summary: 'A fuse.',
        affected: [
          { entityRef: 'component:default/kiosk' },
          { entityRef: 'component:default/till' },
        ],
        flags: [],
        postmortemDecision: { reason: 'IMPORTED' },
      },
    ]);

    const before = await incidents();
    const report = await send({ ...changed, title: 'Kiosk dark once more' });
    expect(counts(report)).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await incidents()).toEqual(before);

    // The page says the same of its components, and one name of them is new.
    expect(
      counts(await send({ ...changed, affected: 'kiosk, till, mars' })),
    ).toMatchObject({ updated: 1 });
    expect((await incidents())[0].flags).toMatchObject([
      { code: 'ENTITY_UNKNOWN' },
    ]);
    expect(counts(await send(changed))).toMatchObject({ updated: 1 });
    expect((await incidents())[0].flags).toEqual([]);
  });

  it('heals what a crash left between an incident and its note, and brings back what was deleted', async () => {
    const { server, run, incidents } = await start(knex);
    const input: ImportInput = {
      format: 'cstate',
      content: [kiosk({})],
      options: orchard,
    };
    await run(input);
    const before = await incidents();
    await knex('import_records').delete();
    expect(counts(await run(input))).toMatchObject({ unchanged: 1 });
    expect(await incidents()).toEqual(before);
    await expect(knex('import_records').select()).resolves.toHaveLength(1);

    await request(server)
      .delete(`${BASE}/incidents/${before[0].id}`)
      .expect(204);
    expect(counts(await run(input))).toMatchObject({ created: 1 });
  });

  it('keeps one of two imports of the same records at the same time', async () => {
    const { run, incidents } = await start(knex);
    const input: ImportInput = {
      format: 'cstate',
      content: [kiosk({}), kiosk({ path: 'b.md' }), kiosk({ path: 'c.md' })],
      options: orchard,
    };
    const reports = await Promise.all([run(input), run(input)]);
    expect(await incidents()).toHaveLength(3);
    expect(reports[0].created + reports[1].created).toBe(3);
    expect(counts(await run(input))).toMatchObject({ unchanged: 3 });
  });

  it('maps components and severities as it is told, and asks the policy when it is told', async () => {
    const { run, incidents } = await start(knex);
    const statuspage = {
      incidents: [
        {
          id: 'p1',
          name: 'Queues',
          status: 'resolved',
          impact: 'none',
          created_at: '2024-03-01T11:00:00Z',
          resolved_at: '2024-03-01T12:00:00Z',
          components: [
            { id: 'c1', name: 'Front Door' },
            { id: 'c2', name: 'kiosk' },
          ],
        },
      ],
    };
    const report = await run({
      format: 'statuspage',
      content: JSON.stringify(statuspage),
      options: {
        components: {
          'front  door': 'component:north/gate',
          Kiosk: 'Component:till',
        },
        severities: { NONE: 'sev4' },
        applyPolicy: true,
      },
    });
    expect(report).toMatchObject({ created: 1, unmatchedComponents: [] });
    const [stored] = await incidents();
    expect(stored).toMatchObject({
      severity: 'SEV4',
      source: { provider: 'statuspage', externalId: 'p1' },
      affected: [
        { entityRef: 'component:north/gate' },
        { entityRef: 'component:default/till' },
      ],
    });
    expect(stored.postmortemDecision.reason).not.toBe('IMPORTED');
  });

  it('changes no incident that the caller may not change', async () => {
    const denied = new Set<string>();
    const { run, send, incidents } = await start(knex, { denied });
    const input = (body: string): ImportInput => ({
      format: 'cstate',
      content: [kiosk({ body })],
      options: orchard,
    });
    await run(input('Gone dark.'));
    const before = await incidents();

    denied.add('postmortems.incident.update');
    const refused = await run(input('Rewritten.'));
    expect(refused.records[0].incident).toBeUndefined();
    expect(refused).toMatchObject({
      failed: 1,
      records: [
        {
          problems: [
            { field: 'record', message: expect.stringMatching(/may not/) },
          ],
        },
      ],
    });
    expect(await incidents()).toEqual(before);

    denied.add('postmortems.incident.read');
    for (const guess of ['Gone dark.', 'Rewritten.']) {
      const report = await run(input(guess));
      expect(report.records[0]).toMatchObject({
        outcome: 'failed',
        problems: [{ message: expect.stringMatching(/may not read/) }],
      });
      expect(report.records[0].incident).toBeUndefined();
    }

    denied.add('postmortems.incident.create');
    await send(input('Gone dark.')).expect(403);
  });

  it.each<[string, ImportInput, number, RegExp]>([
    [
      'components that are not there',
      {
        format: 'cstate',
        content: [kiosk({})],
        options: { components: { Kiosk: 'component:default/gone' } },
      },
      400,
      /options\.components\.Kiosk: the catalog has no component:default\/gone/,
    ],
    [
      'severities that are not there',
      {
        format: 'cstate',
        content: [kiosk({})],
        options: { severities: { down: 'BAD' } },
      },
      400,
      /options\.severities\.down: 'BAD' is no configured severity/,
    ],
    [
      'what is no history',
      { format: 'statuspage', content: '<html>' },
      400,
      /content: is no JSON/,
    ],
    [
      'too many records',
      {
        format: 'statuspage',
        content: JSON.stringify(new Array(MAX_IMPORT_RECORDS + 1).fill({})),
      },
      400,
      /holds 1001 records; one import takes at most 1000/,
    ],
    [
      'too much text',
      { format: 'cstate', content: 'x'.repeat(21 * 1024 * 1024) },
      413,
      /holds 21 MB; one import takes at most 20 MB/,
    ],
  ])('refuses %s and stores nothing', async (_, input, status, message) => {
    const { send, incidents } = await start(knex);
    const response = await send(input);
    expect(response.body.error?.message).toMatch(message);
    expect(response.status).toBe(status);
    expect(await incidents()).toEqual([]);
  });
});
