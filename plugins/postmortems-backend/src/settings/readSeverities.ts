import type { Config } from '@backstage/config';
import {
  DEFAULT_SEVERITIES,
  SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import { readChecked } from '../config';

/** Words that mean something else where a severity may stand. */
const RESERVED = ['none', 'undetermined', 'user', 'group'];

const nameSchema = z
  .string()
  .trim()
  .min(1, { message: 'must not be empty' })
  .max(40)
  .regex(/^[^,:\s]+$/, {
    message: 'must not contain spaces, commas or colons',
  })
  .refine(name => !RESERVED.includes(name.toLocaleLowerCase('en-US')), {
    message: `must not be one of ${RESERVED.join(', ')}`,
  });

const aliasSchema = z
  .string()
  .trim()
  .min(1, { message: 'must not be empty' })
  .max(80)
  .refine(name => !RESERVED.includes(name.toLocaleLowerCase('en-US')), {
    message: `must not be one of ${RESERVED.join(', ')}`,
  });

const severitiesSchema = z
  .array(
    z.strictObject({
      name: nameSchema,
      title: z.string().trim().max(200).default(''),
      aliases: z.array(aliasSchema).max(50).default([]),
    }),
  )
  .min(1, { message: 'must name at least one severity, worst first' })
  .max(20)
  .superRefine((severities, context) => {
    const seen = new Map<string, string>();
    for (const [index, severity] of severities.entries()) {
      for (const name of [severity.name, ...severity.aliases]) {
        const key = name.toLocaleLowerCase('en-US');
        const other = seen.get(key);
        if (other !== undefined && other !== severity.name) {
          context.addIssue({
            code: 'custom',
            path: [index],
            message: `'${name}' already stands for ${other}`,
          });
        } else if (other !== undefined && name === severity.name) {
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: `'${name}' is there twice`,
          });
        }
        seen.set(key, severity.name);
      }
    }
  });

/**
 * Reads `postmortems.severities`.
 *
 * @throws Error that names the key that is wrong
 */
export function readSeverities(config: Config): SeverityScale {
  return new SeverityScale(
    readChecked(config, 'postmortems.severities', severitiesSchema) ??
      DEFAULT_SEVERITIES,
  );
}
