import { z } from 'zod';

/** How many rows a page of a list holds at most. @public */
export const MAX_PAGE_SIZE = 200;

/** How many rows a page of a list holds when nothing is asked. @public */
export const DEFAULT_PAGE_SIZE = 25;

/** Query parameters arrive as text; only these two spellings of a flag are understood. @public */
export const queryFlagSchema = z
  .enum(['true', 'false'])
  .transform(value => value === 'true');

/** A repeatable query parameter: absent, once, or several times. @public */
export function repeatable<T extends z.ZodType>(item: T) {
  return z
    .union([item, z.array(item).max(100)])
    .transform(
      value => (Array.isArray(value) ? value : [value]) as z.output<T>[],
    );
}

/**
 * The parameters of every list.
 *
 * @public
 */
export const pageQuerySchema = z.object({
  cursor: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
  total: queryFlagSchema.optional(),
});

/**
 * The shape of every list's answer.
 *
 * @public
 */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    totalItems: z.number().int().optional(),
    pageInfo: z.object({
      nextCursor: z.string().optional(),
      prevCursor: z.string().optional(),
    }),
  });
}

/** A page of a list. @public */
export interface Page<T> {
  items: T[];
  /** Present where the request asked for `total=true`. */
  totalItems?: number;
  pageInfo: { nextCursor?: string; prevCursor?: string };
}
