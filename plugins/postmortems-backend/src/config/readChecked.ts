import type { Config } from '@backstage/config';
import type { z } from 'zod';

function describe(key: string, path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`,
    key,
  );
}

/**
 * Reads a key of the configuration by its schema.
 *
 * @returns undefined where the key is absent
 * @throws Error that names every key that is wrong and why
 */
export function readChecked<T extends z.ZodType>(
  config: Config,
  key: string,
  schema: T,
): z.output<T> | undefined {
  const raw = config.getOptional(key);
  return raw === undefined ? undefined : checkValue(raw, key, schema);
}

/**
 * Checks something that was configured outside app-config.
 *
 * @param where - names the place in the message, such as a file
 * @throws Error that names every place that is wrong and why
 */
export function checkValue<T extends z.ZodType>(
  value: unknown,
  where: string,
  schema: T,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map(
    issue => `${describe(where, issue.path)}: ${issue.message}`,
  );
  throw new Error(`Invalid configuration: ${problems.join('; ')}`);
}
