import {
  effectivePolicySchema,
  importInputSchema,
  importReportSchema,
  policyQuerySchema,
  settingsSchema,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { describeOperation } from './operation';

export const otherPaths: ZodOpenApiPathsObject = {
  '/policy': {
    get: describeOperation({
      id: 'getPolicy',
      tag: 'Policy',
      summary: 'The effective policy for a set of entities',
      description:
        'Every value names where it comes from; what the caller may not see is left out.',
      query: policyQuerySchema,
      answer: {
        status: 200,
        description: 'The policy, with its sources and warnings.',
        schema: effectivePolicySchema,
      },
    }),
  },
  '/settings': {
    get: describeOperation({
      id: 'getSettings',
      tag: 'Settings',
      summary: 'Severities, templates, roles and limits',
      answer: {
        status: 200,
        description: 'What a screen needs to know of the configuration.',
        schema: settingsSchema,
      },
    }),
  },
  '/imports': {
    post: describeOperation({
      id: 'importRecords',
      tag: 'Imports',
      summary: 'Imports the history of a status page',
      description:
        'A record that cannot be read is reported and does not stop the others; importing again changes nothing.',
      body: importInputSchema,
      idempotent: true,
      answer: {
        status: 200,
        description: 'What became of each record.',
        schema: importReportSchema,
      },
    }),
  },
  '/openapi.json': {
    get: describeOperation({
      id: 'getOpenApiDocument',
      tag: 'Settings',
      summary: 'This document',
      answer: {
        status: 200,
        description: 'An OpenAPI 3.1 document.',
        schema: z.looseObject({ openapi: z.string() }),
      },
    }),
  },
};
