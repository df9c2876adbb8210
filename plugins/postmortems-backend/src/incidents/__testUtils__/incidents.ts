import {
  incidentInputSchema,
  SeverityScale,
  type Incident,
  type IncidentInput,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { ulid } from 'ulid';
import type { AccessScope } from '../../access';
import { isPostgres, migrateToLatest } from '../../database';
import { DatabaseIncidentStore } from '../DatabaseIncidentStore';
import { toAffectedRows, toColumns, toParticipantRows } from '../incidentRows';
import { severityWeight } from '../severityWeights';
import type { PreparedIncident } from '../types';

export const scale = new SeverityScale();

/** May read everything that is not restricted. */
export const everything: AccessScope = {
  reader: { claims: [], reviewerClaims: [] },
  conditions: 'all',
  entities: 'all',
};

export async function createStore(knex: Knex) {
  await migrateToLatest(knex);
  return DatabaseIncidentStore.create({ knex, scale });
}

/** What a test says of an incident; the rest is plain. */
export interface Sample extends Partial<Omit<IncidentInput, 'affected'>> {
  /** Names of components, or entity refs. */
  affects?: string[];
  /** By affected entity ref. */
  owners?: Record<string, string>;
  /** Above each affected entity. */
  above?: string[];
  required?: boolean;
  dueAt?: string;
  createdBy?: string;
  flags?: Incident['flags'];
  source?: Incident['source'];
}

function componentRef(name: string): string {
  return name.includes(':') ? name : `component:default/${name}`;
}

/** An incident that only waits to be stored, without asking any policy. */
export function prepared(sample: Sample = {}): PreparedIncident {
  const {
    affects = [],
    owners = {},
    above = [],
    required = false,
    dueAt,
    createdBy = 'user:default/ann',
    flags = [],
    source,
    ...rest
  } = sample;
  const input = incidentInputSchema.parse({
    title: 'Something broke',
    startedAt: '2025-11-03T14:00:00Z',
    ...rest,
  });
  const now = '2025-12-01T00:00:00.000Z';
  const refs = affects.map(componentRef);
  return {
    exempt: false,
    scopes: refs.flatMap(entityRef =>
      [entityRef, ...above].map(ref => ({ entityRef, ref })),
    ),
    incident: {
      ...input,
      id: ulid(),
      summary: input.summary ?? '',
      status: input.status ?? 'open',
      visibility: input.visibility ?? 'internal',
      affected: refs.map(entityRef => ({
        entityRef,
        role: 'affected',
        snapshot: { owner: owners[entityRef], snapshotAt: now },
      })),
      flags,
      source,
      postmortemDecision: {
        required,
        reason: required ? 'SEVERITY_REACHED' : 'NO_THRESHOLD',
        because: 'for a test',
        dueAt,
        decidedAt: now,
        fixed: false,
        sources: [],
      },
      createdAt: now,
      updatedAt: now,
      createdBy,
    },
  };
}

/** Stores incidents one after the other. */
export async function insertAll(
  knex: Knex,
  store: DatabaseIncidentStore,
  samples: Sample[],
): Promise<Incident[]> {
  const incidents: Incident[] = [];
  for (const sample of samples) {
    incidents.push(
      await knex.transaction(tx => store.insert(prepared(sample), tx)),
    );
  }
  return incidents;
}

/** Stores many incidents in few statements, where what matters is how many there are. */
export async function insertInBulk(
  knex: Knex,
  samples: Sample[],
): Promise<void> {
  const all = samples.map(sample => prepared(sample));
  const [{ last }] = await knex('incidents').max({ last: 'number' });
  const first = Number(last) + 1;
  const rows = all.map((incident, i) => ({
    id: incident.incident.id,
    number: first + i,
    created_at: 0,
    created_by: incident.incident.createdBy,
    ...toColumns(incident, {
      number: first + i,
      severityWeight: severityWeight(scale, incident.incident.severity),
      etag: 'e',
    }),
  }));
  await knex.transaction(async tx => {
    await tx.batchInsert('incidents', rows, 100);
    await tx.batchInsert(
      'incident_affected',
      all.flatMap(({ incident }) => toAffectedRows(incident)),
      500,
    );
    await tx.batchInsert(
      'incident_scopes',
      all.flatMap(({ incident, scopes }) =>
        scopes.map(({ entityRef, ref }) => ({
          incident_id: incident.id,
          entity_ref: entityRef,
          ref,
        })),
      ),
      500,
    );
    await tx.batchInsert(
      'incident_participants',
      all.flatMap(({ incident }) => toParticipantRows(incident)),
      500,
    );
    if (!isPostgres(knex)) {
      await tx.batchInsert(
        'incident_search',
        rows.map(({ number, search_words: words }) => ({
          rowid: number,
          words,
        })),
        500,
      );
    }
  });
}

/** Files a postmortem over incidents, the first of which is the main one. */
export async function insertPostmortem(
  knex: Knex,
  incidentIds: string[],
  options: { number: number; publishedAt?: string; ownerRef?: string },
): Promise<string> {
  const id = ulid();
  await knex('postmortems').insert({
    id,
    number: options.number,
    status: options.publishedAt ? 'published' : 'draft',
    owner_ref: options.ownerRef ?? null,
    template: 'standard',
    reviewers: '[]',
    approvals: 0,
    published_at: options.publishedAt ? Date.parse(options.publishedAt) : null,
    revision: 1,
    created_at: 0,
    updated_at: 0,
    created_by: 'user:default/ann',
    etag: 'e',
  });
  await knex('postmortem_incidents').insert(
    incidentIds.map((incidentId, i) => ({
      incident_id: incidentId,
      postmortem_id: id,
      main: i === 0,
    })),
  );
  return id;
}
