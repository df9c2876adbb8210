import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import { isError } from '@backstage/errors';
import { parseFilterPredicate } from '@backstage/filter-predicates';
import type { HumanDuration } from '@backstage/types';
import { durationToMilliseconds } from '@backstage/types';
import {
  priorities,
  type PostmortemTemplate,
  type SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { readChecked } from '../config';
import type { PolicyConfiguration, PolicyDefaults } from './configuration';
import {
  MAX_APPROVALS,
  parseDuration,
  parseFrequencyThreshold,
  parseReviewer,
  parseSeverityThreshold,
  parseTemplate,
  type Parsed,
} from './values';

const DEFAULT_CACHE: HumanDuration = { seconds: 30 };

function parsed<T>(parse: (text: string) => Parsed<T>) {
  return z.string().transform((text, context): T => {
    const result = parse(text);
    if (result.error !== undefined) {
      context.addIssue({ code: 'custom', message: result.error });
      return z.NEVER;
    }
    return result.value;
  });
}

const filterSchema = z
  .record(z.string(), z.json())
  .transform((value, context) => {
    try {
      return parseFilterPredicate(value);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: isError(error) ? error.message : 'is no filter',
      });
      return z.NEVER;
    }
  });

function valueShape(scale: SeverityScale, templateKeys: readonly string[]) {
  const duration = parsed(parseDuration);
  return {
    severityThreshold: parsed(text =>
      parseSeverityThreshold(text, scale),
    ).optional(),
    frequencyThreshold: parsed(parseFrequencyThreshold).optional(),
    requiredReviewers: z
      .array(parsed(text => parseReviewer(text, scale)))
      .max(50)
      .optional(),
    approvals: z.number().int().min(0).max(MAX_APPROVALS).optional(),
    template: parsed(text => parseTemplate(text, templateKeys)).optional(),
    publishWithin: duration.optional(),
    actionItemDue: z.partialRecord(z.enum(priorities), duration).optional(),
    visibility: z.enum(['internal', 'restricted']).optional(),
  };
}

function builtInDefaults(
  scale: SeverityScale,
  templateKeys: readonly string[],
): PolicyDefaults {
  const { severities } = scale;
  return {
    severityThreshold: severities[Math.min(1, severities.length - 1)].name,
    requiredReviewers: [],
    approvals: 1,
    template: templateKeys.includes('standard') ? 'standard' : templateKeys[0],
    publishWithin: '5 business days',
    actionItemDue: { P0: 'P7D', P1: 'P15D', P2: 'P30D', P3: 'P90D' },
    visibility: 'internal',
  };
}

const timeZoneSchema = z.string().refine(zone => IANAZone.isValidZone(zone), {
  message: 'must be the IANA name of a time zone, such as Europe/Berlin',
});

function readRequiredSince(config: Config, zone: string): string | undefined {
  const schema = z.string().transform((text, context) => {
    const time = DateTime.fromISO(text, { zone });
    if (!time.isValid) {
      context.addIssue({
        code: 'custom',
        message: `'${text}' is no date; write it as 2026-01-01`,
      });
      return z.NEVER;
    }
    return time.toUTC().toISO({ suppressMilliseconds: false });
  });
  return readChecked(config, 'postmortems.requiredSince', schema);
}

/**
 * Reads `postmortems.policies`, `postmortems.defaults`, `postmortems.requiredSince`,
 * `postmortems.timeZone` and `postmortems.catalogCache`.
 *
 * @throws Error that names the key that is wrong
 */
export function readPolicyConfiguration(
  config: Config,
  options: {
    scale: SeverityScale;
    templates: readonly PostmortemTemplate[];
  },
): PolicyConfiguration {
  const { scale } = options;
  const templateKeys = options.templates.map(template => template.key);
  const shape = valueShape(scale, templateKeys);
  const rules = readChecked(
    config,
    'postmortems.policies',
    z
      .array(
        z.strictObject({
          title: z.string().trim().min(1).max(200),
          filter: filterSchema,
          enforce: z.boolean().default(false),
          ...shape,
        }),
      )
      .max(200),
  );
  const builtIn = builtInDefaults(scale, templateKeys);
  const defaults = readChecked(
    config,
    'postmortems.defaults',
    z.strictObject(shape),
  );
  const timeZone =
    readChecked(config, 'postmortems.timeZone', timeZoneSchema) ?? 'UTC';
  const cacheKey = 'postmortems.catalogCache';
  return {
    scale,
    templateKeys,
    rules: rules ?? [],
    defaults: {
      ...builtIn,
      ...defaults,
      actionItemDue: { ...builtIn.actionItemDue, ...defaults?.actionItemDue },
    },
    requiredSince: readRequiredSince(config, timeZone),
    timeZone,
    catalogCacheMillis: durationToMilliseconds(
      config.has(cacheKey)
        ? readDurationFromConfig(config, { key: cacheKey })
        : DEFAULT_CACHE,
    ),
  };
}
