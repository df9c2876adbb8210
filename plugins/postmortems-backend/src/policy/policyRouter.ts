import type {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  policyQuerySchema,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { parseInput, readQuery } from '../http';
import { redactPolicy, refsInPolicy } from './redaction';
import type { PolicyService } from './types';

async function findVisible(
  entityRefs: string[],
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<Set<string>> {
  if (entityRefs.length === 0) {
    return new Set();
  }
  const { items } = await catalog.getEntitiesByRefs(
    { entityRefs, fields: ['kind', 'metadata.namespace', 'metadata.name'] },
    { credentials },
  );
  return new Set(
    items.flatMap(entity => (entity ? [stringifyEntityRef(entity)] : [])),
  );
}

function requireSeverity(text: string | undefined, scale: SeverityScale) {
  if (text === undefined) {
    return undefined;
  }
  const severity = scale.find(text);
  if (!severity) {
    const names = scale.severities.map(({ name }) => name).join(', ');
    throw new InputError(
      `Invalid query: severity: '${text}' is no severity; use ${names}`,
    );
  }
  return severity.name;
}

/**
 * `GET /policy`: the effective policy of the entities that a caller names and may see. It is the
 * same for everybody; what the caller may not see of where it comes from is left out.
 */
export function createPolicyRouter(options: {
  policy: PolicyService;
  scale: SeverityScale;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
}): Router {
  const { policy, scale, catalog, httpAuth } = options;
  const router = PromiseRouter();
  router.get('/policy', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const { entityRef, severity, ...query } = parseInput(
      policyQuerySchema,
      readQuery(request),
      'query',
    );
    const entityRefs = [...new Set(entityRef)];
    const severityName = requireSeverity(severity, scale);
    const named = await findVisible(entityRefs, catalog, credentials);
    const unknown = entityRefs.filter(ref => !named.has(ref));
    if (unknown.length > 0) {
      throw new NotFoundError(
        `The catalog holds no ${unknown.join(
          ', ',
        )}, or nothing of that name that you may see`,
      );
    }
    const resolved = await policy.resolve({
      ...query,
      entityRefs,
      severity: severityName,
    });
    const others = refsInPolicy(resolved).filter(ref => !named.has(ref));
    const visible = await findVisible(others, catalog, credentials);
    response.json(
      redactPolicy(resolved, ref => named.has(ref) || visible.has(ref), {
        describe: query.describe,
      }),
    );
  });
  return router;
}
