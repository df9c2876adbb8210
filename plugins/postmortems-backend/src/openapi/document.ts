import {
  effectivePolicySchema,
  imageSchema,
  importInputSchema,
  importReportSchema,
  incidentInputSchema,
  incidentPatchSchema,
  incidentSchema,
  incidentSeriesSchema,
  policyDecisionSchema,
  policySourceSchema,
  postmortemInputSchema,
  postmortemPatchSchema,
  postmortemSchema,
  postmortemSummarySchema,
  reviewerSchema,
  sectionInputSchema,
  sectionSchema,
  settingsSchema,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { incidentPaths } from './incidentPaths';
import { otherPaths } from './otherPaths';
import { postmortemPaths } from './postmortemPaths';
import { problemSchema } from './shared';

/** The names under which the document holds schemas that several routes share. */
const NAMES: Record<string, z.ZodType> = {
  EffectivePolicy: effectivePolicySchema,
  Image: imageSchema,
  ImportInput: importInputSchema,
  ImportReport: importReportSchema,
  Incident: incidentSchema,
  IncidentInput: incidentInputSchema,
  IncidentPatch: incidentPatchSchema,
  IncidentSeries: incidentSeriesSchema,
  PolicyDecision: policyDecisionSchema,
  PolicySource: policySourceSchema,
  Postmortem: postmortemSchema,
  PostmortemInput: postmortemInputSchema,
  PostmortemPatch: postmortemPatchSchema,
  PostmortemSummary: postmortemSummarySchema,
  Problem: problemSchema,
  Reviewer: reviewerSchema,
  Section: sectionSchema,
  SectionInput: sectionInputSchema,
  Settings: settingsSchema,
};

/** The library reads names from zod's global registry, where they must not stay: others use it. */
function withNames<T>(create: () => T): T {
  for (const [id, schema] of Object.entries(NAMES)) {
    z.globalRegistry.add(schema, { id });
  }
  try {
    return create();
  } finally {
    for (const schema of Object.values(NAMES)) {
      z.globalRegistry.remove(schema);
    }
  }
}

/**
 * The OpenAPI document of every route, written from the schemas that check the requests.
 */
export function createOpenApiDocument(): ReturnType<typeof createDocument> {
  return withNames(() =>
    createDocument(
      {
        openapi: '3.1.0',
        info: {
          title: 'Postmortems',
          version: '1',
          description:
            'Incidents, postmortems and the policy that the software catalog sets for them. Times are ISO 8601 in UTC; people and things are entity refs.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/api/postmortems' }],
        security: [{ backstage: [] }],
        paths: { ...otherPaths, ...incidentPaths, ...postmortemPaths },
        components: {
          securitySchemes: {
            backstage: {
              type: 'http',
              scheme: 'bearer',
              description: 'A Backstage user or service token.',
            },
          },
        },
      },
      {
        // Normal forms (entity refs, times) are text before and after; zod cannot know that.
        override: ({ jsonSchema, zodSchema, io }) => {
          if (zodSchema._zod.def.type === 'transform' && io === 'output') {
            jsonSchema.type = 'string';
          }
          // Answers may grow; nobody who reads the document should refuse what it does not name yet.
          if (zodSchema._zod.def.type === 'object' && io === 'output') {
            delete jsonSchema.additionalProperties;
          }
        },
      },
    ),
  );
}
