import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Which of the entities the caller may see in the catalog, in one call. */
export async function findVisibleRefs(
  catalog: CatalogService,
  entityRefs: string[],
  credentials: BackstageCredentials,
): Promise<Set<string>> {
  const refs = [...new Set(entityRefs)];
  if (refs.length === 0) {
    return new Set();
  }
  const { items } = await catalog.getEntitiesByRefs(
    {
      entityRefs: refs,
      fields: ['kind', 'metadata.namespace', 'metadata.name'],
    },
    { credentials },
  );
  return new Set(
    items.flatMap(entity => (entity ? [stringifyEntityRef(entity)] : [])),
  );
}

/** The people and teams that a request names. */
export interface NamedPeople {
  owner?: string | null;
  additionalReviewers?: string[];
}

/**
 * Checks that the catalog knows the people and teams that a caller names.
 *
 * @throws InputError naming the field
 */
export async function assertPeopleExist(
  catalog: CatalogService,
  people: NamedPeople,
  credentials: BackstageCredentials,
): Promise<void> {
  const named = [
    ...(people.owner ? [{ field: 'owner', ref: people.owner }] : []),
    ...(people.additionalReviewers ?? []).map((ref, index) => ({
      field: `additionalReviewers[${index}]`,
      ref,
    })),
  ];
  const known = await findVisibleRefs(
    catalog,
    named.map(({ ref }) => ref),
    credentials,
  );
  const unknown = named.filter(({ ref }) => !known.has(ref));
  if (unknown.length > 0) {
    throw new InputError(
      `Invalid body: ${unknown
        .map(
          ({ field, ref }) =>
            `${field}: the catalog holds no ${ref}, or nothing of that name that you may see`,
        )
        .join('; ')}`,
    );
  }
}
