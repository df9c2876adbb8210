import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';

/** Longest entity reference that is stored: three catalog names of 63 to 253 characters fit. */
const MAX_ENTITY_REF_LENGTH = 512;

const NAME = /^[A-Za-z0-9]([A-Za-z0-9\-_.]*[A-Za-z0-9])?$/;

/**
 * Turns an entity reference into the catalog's canonical form, lower case and with its namespace.
 *
 * @returns undefined where the text is no complete reference
 * @public
 */
export function normalizeEntityRef(ref: string): string | undefined {
  try {
    const parsed = parseEntityRef(ref.trim());
    const parts = [parsed.kind, parsed.namespace, parsed.name];
    return parts.every(part => NAME.test(part))
      ? stringifyEntityRef(parsed)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An entity reference as people and scripts write it. Case and a missing `default` namespace do
 * not matter: the parsed value is always the canonical form.
 *
 * @public
 */
export const entityRefSchema = z
  .string()
  .max(MAX_ENTITY_REF_LENGTH)
  .transform((value, context) => {
    const ref = normalizeEntityRef(value);
    if (!ref) {
      context.addIssue({
        code: 'custom',
        message: `'${value.slice(
          0,
          80,
        )}' is no entity reference; write kind:namespace/name`,
      });
      return z.NEVER;
    }
    return ref;
  });

/**
 * A reference to a user or a group, for everything that somebody has to answer for.
 *
 * @public
 */
export const ownerRefSchema = entityRefSchema.refine(
  ref => /^(user|group):/.test(ref),
  { message: 'must be a user or a group' },
);

/**
 * A reference to a user.
 *
 * @public
 */
export const userRefSchema = entityRefSchema.refine(
  ref => ref.startsWith('user:'),
  { message: 'must be a user' },
);
