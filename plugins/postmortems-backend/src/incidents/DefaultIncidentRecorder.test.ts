import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import {
  incidentInputSchema,
  incidentPatchSchema,
  type IncidentInput,
  type IncidentPatch,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { FakePolicy } from './__testUtils__/FakePolicy';
import { createStore, everything, scale } from './__testUtils__/incidents';
import type { DatabaseIncidentStore } from './DatabaseIncidentStore';
import { DefaultIncidentRecorder } from './DefaultIncidentRecorder';
import type { Provenance } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

const byAnn: Provenance = { by: 'user:default/ann' };
const bySource: Provenance = { by: 'service:importer', lenient: true };

function failuresOf(outcomes: PromiseSettledResult<unknown>[]): string[] {
  return outcomes.flatMap(outcome =>
    outcome.status === 'rejected' ? [outcome.reason.name] : [],
  );
}

describe.each(databases.eachSupportedId())('recorder on %s', databaseId => {
  let knex: Knex;
  let store: DatabaseIncidentStore;
  let policy: FakePolicy;
  let recorder: DefaultIncidentRecorder;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    store = await createStore(knex);
    policy = new FakePolicy();
    recorder = DefaultIncidentRecorder.create({ knex, store, policy, scale });
  });

  afterEach(async () => {
    await knex.destroy();
  });

  const record = (input: Partial<IncidentInput> = {}, provenance = byAnn) =>
    recorder.record(
      incidentInputSchema.parse({
        title: 'Something broke',
        startedAt: '2025-11-03T14:00:00Z',
        ...input,
      }),
      provenance,
    );
  const revise = (id: string, patch: IncidentPatch, provenance = byAnn) =>
    recorder.revise(id, incidentPatchSchema.parse(patch), provenance);

  it('refuses what cannot be, naming the field, and stores nothing', async () => {
    const cases: Array<[Partial<IncidentInput>, RegExp]> = [
      [
        { severity: 'SEV9' },
        /^severity: 'SEV9' is no severity; use one of SEV1/,
      ],
      [
        { detectedAt: '2025-11-03T13:00:00Z' },
        /^detectedAt: the detection must not be before the start/,
      ],
      [{ startedAt: '2150-01-01T00:00:00Z' }, /^startedAt: .*future/],
      [
        { resolvedAt: '2150-01-01T00:00:00Z' },
        /^resolvedAt: must not be in the future/,
      ],
      [{ status: 'resolved' }, /^resolvedAt: is needed/],
      [{ status: 'mitigated' }, /^mitigatedAt: is needed/],
      [
        { status: 'open', resolvedAt: '2025-11-03T15:00:00Z' },
        /^status: cannot be open while resolvedAt is set/,
      ],
      [
        { status: 'mitigated', resolvedAt: '2025-11-03T15:00:00Z' },
        /^status: cannot be mitigated while resolvedAt is set/,
      ],
      [
        {
          affected: [
            { entityRef: 'component:a' },
            { entityRef: 'Component:Default/A' },
          ],
        },
        /^affected\[1\]\.entityRef: component:default\/a is there twice as affected/,
      ],
      [
        { affected: [{ entityRef: 'component:unknown' }] },
        /^affected\[0\]\.entityRef: component:default\/unknown is not/,
      ],
      [
        {
          affected: [
            {
              entityRef: 'component:a',
              impactStartedAt: '2025-11-03T15:00:00Z',
              impactEndedAt: '2025-11-03T14:30:00Z',
            },
          ],
        },
        /^affected\[0\]\.impactEndedAt: /,
      ],
      [{ duplicateOf: 'INC-77' }, /^duplicateOf: there is no incident INC-77/],
      [{ followsFrom: 'nothing' }, /^followsFrom: there is no incident/],
    ];
    for (const [input, message] of cases) {
      const refused = record(input);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.toBeInstanceOf(InputError);
    }
    await expect(knex('incidents').select()).resolves.toEqual([]);
    await expect(knex('incident_affected').select()).resolves.toEqual([]);
    await expect(record({ severity: 'critical' })).resolves.toMatchObject({
      reference: 'INC-1',
      severity: 'SEV1',
    });
    // Announced work lies ahead.
    await expect(
      record({ kind: 'maintenance', startedAt: '2150-01-01T00:00:00Z' }),
    ).resolves.toMatchObject({ status: 'open' });
  });

  it('keeps and flags what a source says', async () => {
    const incident = await record(
      {
        severity: 'weird',
        status: 'resolved',
        detectedAt: '2025-11-03T13:00:00Z',
        mitigatedAt: '2025-11-03T14:30:00Z',
        affected: [
          { entityRef: 'component:unknown' },
          { entityRef: 'component:unknown' },
        ],
      },
      { ...bySource, decide: 'never' },
    );
    expect(incident.flags.map(({ code, field }) => [code, field])).toEqual([
      ['SEVERITY_UNDETERMINED', 'severity'],
      ['TIMES_OUT_OF_ORDER', 'detectedAt'],
      ['TIME_MISSING', 'resolvedAt'],
      ['ENTITY_UNKNOWN', 'affected[0].entityRef'],
    ]);
    expect(incident).toMatchObject({
      severity: undefined,
      status: 'resolved',
      affected: [{ entityRef: 'component:default/unknown' }],
      postmortemDecision: { reason: 'IMPORTED', required: false },
    });
    await expect(store.series({}, everything)).resolves.toMatchObject({
      totals: { medianSecondsToMitigateN: 0 },
    });

    // A person may change something else, and settles one flag after the other.
    const titled = await revise(incident.id, { title: 'Better' });
    expect(titled.flags).toEqual(incident.flags);
    const settled = await revise(incident.id, {
      severity: 'SEV2',
      detectedAt: '2025-11-03T14:05:00Z',
      resolvedAt: '2025-11-03T15:00:00Z',
    });
    expect(settled.flags.map(({ code }) => code)).toEqual(['ENTITY_UNKNOWN']);
    expect(settled.postmortemDecision.reason).toBe('IMPORTED');
    const more = await revise(incident.id, {
      affected: [
        { entityRef: 'component:a' },
        { entityRef: 'component:unknown' },
      ],
    });
    expect(more.flags.map(({ field }) => field)).toEqual([
      'affected[1].entityRef',
    ]);
    await expect(store.series({}, everything)).resolves.toMatchObject({
      totals: { medianSecondsToMitigate: 1800, medianSecondsToMitigateN: 1 },
    });
  });

  it('tells the status from the times where nobody says it', async () => {
    const incident = await record();
    expect(incident.status).toBe('open');
    const mitigated = await revise(incident.id, {
      mitigatedAt: '2025-11-03T14:30:00Z',
    });
    expect(mitigated.status).toBe('mitigated');
    const resolved = await revise(incident.id, {
      resolvedAt: '2025-11-03T15:00:00Z',
    });
    expect(resolved.status).toBe('resolved');
    await expect(revise(incident.id, { status: 'open' })).rejects.toThrow(
      /^status: cannot be open while resolvedAt is set/,
    );
    const reopened = await revise(incident.id, {
      status: 'open',
      mitigatedAt: null,
      resolvedAt: null,
    });
    expect(reopened).toMatchObject({ status: 'open', resolvedAt: undefined });
    const cancelled = await revise(incident.id, { status: 'cancelled' });
    expect(cancelled.status).toBe('cancelled');
    await expect(
      revise(incident.id, { startedAt: '2025-11-03T13:00:00Z' }),
    ).resolves.toMatchObject({ status: 'cancelled' });
  });

  it('keeps the snapshot of what an incident has, and takes one of what is new', async () => {
    const incident = await record({
      affected: [{ entityRef: 'component:a' }, { entityRef: 'component:b' }],
    });
    policy.owner = 'group:default/blue';
    const changed = await revise(incident.id, {
      affected: [
        { entityRef: 'component:b', role: 'cause' },
        { entityRef: 'component:c' },
      ],
    });
    expect(
      changed.affected.map(({ entityRef, snapshot }) => [
        entityRef,
        snapshot.owner,
      ]),
    ).toEqual([
      ['component:default/b', 'group:default/red'],
      ['component:default/c', 'group:default/blue'],
    ]);
    expect(policy.snapshot).toHaveBeenLastCalledWith(['component:default/c']);
    await expect(
      knex('incident_scopes').orderBy(['entity_ref', 'ref']).select(),
    ).resolves.toMatchObject(
      [
        ['b', 'component:default/b'],
        ['b', 'domain:default/d'],
        ['b', 'group:default/red'],
        ['c', 'component:default/c'],
        ['c', 'domain:default/d'],
        ['c', 'group:default/blue'],
      ].map(([name, ref]) => ({
        entity_ref: `component:default/${name}`,
        ref,
      })),
    );
  });

  it('follows the policy until the resolution, and then no more', async () => {
    const incident = await record({ affected: [{ entityRef: 'component:a' }] });
    expect(incident.postmortemDecision.required).toBe(false);
    policy.required = true;
    const changed = await revise(incident.id, { title: 'Longer' });
    expect(changed.postmortemDecision.required).toBe(true);
    expect(policy.decide).toHaveBeenLastCalledWith(
      expect.objectContaining({ incidentId: incident.id }),
    );
    const resolved = await revise(incident.id, {
      resolvedAt: '2025-11-03T15:00:00Z',
    });
    expect(resolved.postmortemDecision).toMatchObject({
      required: true,
      fixed: true,
      dueAt: '2025-11-03T15:00:00.000Z',
    });
    policy.required = false;
    policy.decide.mockClear();
    const later = await revise(incident.id, { title: 'Longest' });
    expect(later.postmortemDecision).toEqual(resolved.postmortemDecision);
    expect(policy.decide).not.toHaveBeenCalled();
    const reopened = await revise(incident.id, { resolvedAt: null });
    expect(reopened.postmortemDecision).toMatchObject({
      required: false,
      fixed: false,
    });
  });

  it('restricts an incident as the policy does, and lets nobody open it', async () => {
    policy.visibility = 'restricted';
    const affected = [{ entityRef: 'component:a' }];
    const incident = await record({ affected, visibility: 'internal' });
    expect(incident.visibility).toBe('restricted');
    await expect(
      revise(incident.id, { visibility: 'internal' }),
    ).rejects.toThrow(/^visibility: /);
    policy.visibility = 'internal';
    const opened = await revise(incident.id, { visibility: 'internal' });
    expect(opened.visibility).toBe('internal');
    const closed = await revise(incident.id, { visibility: 'restricted' });
    expect(closed.visibility).toBe('restricted');
    await expect(revise(incident.id, { affected: [] })).resolves.toMatchObject({
      visibility: 'restricted',
    });
  });

  it('relates incidents by id or reference, never in a circle', async () => {
    const first = await record();
    const second = await record({
      startedAt: '2025-11-04T00:00:00Z',
      followsFrom: 'inc-1',
      duplicateOf: first.id,
    });
    expect(second).toMatchObject({
      followsFrom: first.id,
      duplicateOf: first.id,
    });
    await expect(revise(first.id, { duplicateOf: 'INC-2' })).rejects.toThrow(
      /^duplicateOf: INC-2 already leads back/,
    );
    await expect(revise(first.id, { followsFrom: first.id })).rejects.toThrow(
      /^followsFrom: an incident cannot name itself/,
    );
    const third = await record({ startedAt: '2025-11-05T00:00:00Z' });
    await expect(revise(second.id, { followsFrom: third.id })).rejects.toThrow(
      /^followsFrom: INC-3 started later/,
    );
    await expect(
      revise(second.id, { followsFrom: null, duplicateOf: null }),
    ).resolves.toMatchObject({
      followsFrom: undefined,
      duplicateOf: undefined,
    });
  });

  it('changes nothing where nothing changes', async () => {
    const provenance: Provenance = {
      ...bySource,
      source: { provider: 'x', externalId: '1' },
      flags: [{ code: 'TEXT_TRUNCATED', field: 'summary', message: 'cut' }],
    };
    const input = {
      title: 'Something broke',
      startedAt: '2025-11-03T14:00:00.000Z',
      affected: [{ entityRef: 'component:unknown' }],
    };
    const incident = await record(input, provenance);
    const again = await revise(incident.id, input, provenance);
    expect(again).toEqual(await store.find(incident.id, everything));
    expect(again.etag).toBe(incident.etag);
    expect(again.updatedAt).toBe(incident.updatedAt);
  });

  it('writes as who and when it is told', async () => {
    const incident = await record(
      {},
      { by: 'user:default/bo', at: '2024-01-01T00:00:00.000Z' },
    );
    expect(incident).toMatchObject({
      createdBy: 'user:default/bo',
      createdAt: '2024-01-01T00:00:00.000Z',
      updatedAt: '2024-01-01T00:00:00.000Z',
    });
  });

  it('gives each of many at once its own number, and lets one of many changes through', async () => {
    const recorded = await Promise.all(
      Array.from({ length: 12 }, (_, i) => record({ title: `Outage ${i}` })),
    );
    expect(
      recorded
        .map(({ reference }) => Number(reference.slice(4)))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));

    const [{ id, etag }] = recorded;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        recorder.revise(id, { title: `Change ${i}` }, byAnn, {
          ifMatch: [etag],
        }),
      ),
    );
    expect(failuresOf(outcomes)).toEqual(
      Array.from({ length: 5 }, () => 'PreconditionFailedError'),
    );
    const same = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        record({}, { ...bySource, source: { provider: 'x', externalId: '1' } }),
      ),
    );
    expect(failuresOf(same)).toEqual([
      'ConflictError',
      'ConflictError',
      'ConflictError',
    ]);
  });
});
