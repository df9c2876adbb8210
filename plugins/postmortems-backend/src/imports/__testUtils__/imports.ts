import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  Incident,
  ImportInput,
  ImportReport,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import request from 'supertest';
import postmortemsPlugin from '../..';

export const BASE = '/api/postmortems';

/** An entity of a test's catalog. */
export function entity(
  kind: string,
  name: string,
  metadata: Partial<Entity['metadata']> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', ...metadata, name },
    spec: {},
  };
}

/** The annotation with other tools' names. */
export const aliases = (names: string) => ({
  annotations: { 'postmortems/source-aliases': names },
});

/** Starts the plugin on a database, with a catalog of its own. */
export async function startImports(
  knex: Knex,
  options: {
    catalog: Entity[];
    /** Names of permissions that nobody has. */
    denied?: Set<string>;
  },
) {
  const catalog = catalogServiceMock({ entities: options.catalog });
  const streamEntities = jest.spyOn(catalog, 'streamEntities');
  const decide = async (
    requests: Array<{ permission: { name: string } }>,
  ): Promise<DefinitivePolicyDecision[]> =>
    requests.map(({ permission }) => ({
      result: options.denied?.has(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    }));
  const auditor = mockServices.auditor.mock();
  auditor.createEvent.mockResolvedValue({
    success: jest.fn(),
    fail: jest.fn(),
  });
  const { server } = await startTestBackend({
    features: [
      postmortemsPlugin,
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalog,
      }),
      mockServices.database.mock({ getClient: async () => knex }).factory,
      mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }).factory,
      auditor.factory,
    ],
  });
  return {
    server,
    streamEntities,
    auditor,
    send: (input: ImportInput) =>
      request(server).post(`${BASE}/imports`).send(input),
    async run(input: ImportInput): Promise<ImportReport> {
      const response = await request(server)
        .post(`${BASE}/imports`)
        .send(input);
      expect(response.body.error).toBeUndefined();
      return response.body;
    },
    async incidents(): Promise<Incident[]> {
      const response = await request(server).get(
        `${BASE}/incidents?limit=200&order=startedAt&total=true`,
      );
      return response.body.items;
    },
  };
}

/** The sums of a report. */
export function counts({ created, updated, unchanged, failed }: ImportReport) {
  return { created, updated, unchanged, failed };
}

/** A report as a dry run would have given it. */
export function asPreview(report: ImportReport): ImportReport {
  return {
    ...report,
    dryRun: true,
    records: report.records.map(({ incident, ...record }) => record),
  };
}
