import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ParsedIncidentPatch } from '@hindsight/plugin-postmortems-common';

/** An entity and the place where a caller names it. */
interface NamedEntity {
  field: string;
  entityRef: string;
}

/** The entities that an incident or a change to one names. */
export function namedEntities(
  input: Pick<ParsedIncidentPatch, 'affected' | 'roles'>,
): NamedEntity[] {
  return [
    ...(input.affected ?? []).map(({ entityRef }, i) => ({
      field: `affected[${i}].entityRef`,
      entityRef,
    })),
    ...(input.roles ?? []).map(({ entityRef }, i) => ({
      field: `roles[${i}].entityRef`,
      entityRef,
    })),
  ];
}

/**
 * Checks with the caller's credentials that the catalog has what the caller names: one call,
 * however many.
 *
 * @throws InputError naming each place
 */
export async function assertEntitiesExist(
  catalog: CatalogService,
  named: NamedEntity[],
  credentials: BackstageCredentials,
): Promise<void> {
  if (named.length === 0) {
    return;
  }
  const refs = [...new Set(named.map(({ entityRef }) => entityRef))];
  const { items } = await catalog.getEntitiesByRefs(
    {
      entityRefs: refs,
      fields: ['kind', 'metadata.namespace', 'metadata.name'],
    },
    { credentials },
  );
  const missing = new Set(refs.filter((_, i) => items[i] === undefined));
  const problems = named
    .filter(({ entityRef }) => missing.has(entityRef))
    .map(
      ({ field, entityRef }) =>
        `${field}: the catalog holds no ${entityRef}, or nothing of that name that you may see`,
    );
  if (problems.length > 0) {
    throw new InputError(`Invalid body: ${problems.slice(0, 10).join('; ')}`);
  }
}
