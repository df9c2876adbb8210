import type { Config } from '@backstage/config';
import { isError } from '@backstage/errors';
import {
  sectionKeySchema,
  type PostmortemTemplate,
} from '@hindsight/plugin-postmortems-common';
import { readFileSync } from 'fs';
import { resolve } from 'path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { checkValue, readChecked } from '../config';
import { BUILT_IN_TEMPLATES } from './builtin';

const sectionSchema = z.strictObject({
  key: sectionKeySchema,
  title: z.string().trim().min(1).max(200),
  help: z.string().trim().max(2_000).default(''),
  required: z.boolean().default(true),
});

const templateSchema = z.strictObject({
  key: sectionKeySchema,
  title: z.string().trim().min(1).max(200).optional(),
  description: z.string().trim().max(1_000).optional(),
  sections: z
    .array(sectionSchema)
    .min(1, { message: 'must hold at least one section' })
    .max(50)
    .superRefine((sections, context) => {
      const keys = sections.map(section => section.key);
      for (const [index, key] of keys.entries()) {
        if (keys.indexOf(key) !== index) {
          context.addIssue({
            code: 'custom',
            path: [index, 'key'],
            message: `'${key}' is there twice`,
          });
        }
      }
    })
    .optional(),
});

const templatesSchema = z.array(templateSchema).max(100);
const filesSchema = z.array(z.string().min(1)).max(100);

interface ConfiguredTemplate {
  template: z.output<typeof templateSchema>;
  /** The key or file that it comes from, for messages. */
  where: string;
}

function readFile(path: string, key: string, cwd: string): unknown {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    const reason = isError(error) ? error.message : 'unreadable';
    throw new Error(`Invalid configuration: ${key}: ${reason}`, {
      cause: error,
    });
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new Error(
      `Invalid configuration: ${key}: ${path} is not valid YAML: ${document.errors[0].message}`,
    );
  }
  return document.toJS();
}

function readConfigured(config: Config, cwd: string): ConfiguredTemplate[] {
  const inline =
    readChecked(config, 'postmortems.templates', templatesSchema) ?? [];
  const configured = inline.map((template, index) => ({
    template,
    where: `postmortems.templates[${index}]`,
  }));
  const files =
    readChecked(config, 'postmortems.templateFiles', filesSchema) ?? [];
  for (const [index, path] of files.entries()) {
    const key = `postmortems.templateFiles[${index}]`;
    const content = readFile(path, key, cwd);
    const where = `${key} (${path})`;
    const templates = Array.isArray(content)
      ? checkValue(content, where, templatesSchema)
      : [checkValue(content, where, templateSchema)];
    configured.push(...templates.map(template => ({ template, where })));
  }
  return configured;
}

/**
 * Reads `postmortems.templates`, then `postmortems.templateFiles`, then adds the built-in ones
 * that neither names. What is left out of an entry with a built-in key is taken from the
 * built-in template. The order is the order of precedence between several affected entities.
 *
 * @param cwd - the folder that relative paths of files start from
 * @throws Error that names the key or file that is wrong
 */
export function readTemplates(
  config: Config,
  cwd: string = process.cwd(),
): readonly PostmortemTemplate[] {
  const templates = new Map<string, PostmortemTemplate>();
  for (const { template, where } of readConfigured(config, cwd)) {
    const { key } = template;
    if (templates.has(key)) {
      throw new Error(
        `Invalid configuration: ${where}: the template '${key}' is there twice`,
      );
    }
    const builtIn = BUILT_IN_TEMPLATES.find(candidate => candidate.key === key);
    const title = template.title ?? builtIn?.title;
    const sections = template.sections ?? builtIn?.sections;
    if (!title || !sections) {
      throw new Error(
        `Invalid configuration: ${where}: the template '${key}' needs a ${
          title ? 'list of sections' : 'title'
        }`,
      );
    }
    templates.set(key, {
      key,
      title,
      description: template.description ?? builtIn?.description ?? '',
      sections,
    });
  }
  for (const template of BUILT_IN_TEMPLATES) {
    if (!templates.has(template.key)) {
      templates.set(template.key, template);
    }
  }
  return [...templates.values()];
}
