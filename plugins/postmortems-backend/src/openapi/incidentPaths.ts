import {
  incidentFilterQuerySchema,
  incidentInputSchema,
  incidentPatchSchema,
  incidentQuerySchema,
  incidentSchema,
  incidentSeriesSchema,
} from '@hindsight/plugin-postmortems-common';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { describeOperation } from './operation';
import { incidentPageSchema, incidentPathSchema } from './shared';

const tag = 'Incidents';

export const incidentPaths: ZodOpenApiPathsObject = {
  '/incidents': {
    get: describeOperation({
      id: 'listIncidents',
      tag,
      summary: 'Lists the incidents that the caller may read',
      query: incidentQuerySchema,
      answer: {
        status: 200,
        description: 'A page; empty for a caller who may read none.',
        schema: incidentPageSchema,
      },
    }),
    post: describeOperation({
      id: 'createIncident',
      tag,
      summary: 'Records an incident',
      body: incidentInputSchema,
      idempotent: true,
      answer: {
        status: 201,
        description: 'The incident, with the decision of the policy.',
        schema: incidentSchema,
        etag: true,
      },
    }),
  },
  '/incidents/series': {
    get: describeOperation({
      id: 'getIncidentSeries',
      tag,
      summary: 'The same selection for a chart, bounded in size',
      query: incidentFilterQuerySchema,
      answer: {
        status: 200,
        description: 'The incidents one by one, or weekly bins of many.',
        schema: incidentSeriesSchema,
      },
    }),
  },
  '/incidents/{id}': {
    get: describeOperation({
      id: 'getIncident',
      tag,
      summary: 'Reads an incident',
      path: incidentPathSchema,
      answer: {
        status: 200,
        description: 'The incident.',
        schema: incidentSchema,
        etag: true,
      },
    }),
    patch: describeOperation({
      id: 'updateIncident',
      tag,
      summary: 'Changes an incident',
      description: 'What is absent stays, what is `null` is cleared.',
      path: incidentPathSchema,
      body: incidentPatchSchema,
      ifMatch: 'required',
      answer: {
        status: 200,
        description: 'The incident as it is now.',
        schema: incidentSchema,
        etag: true,
      },
    }),
    delete: describeOperation({
      id: 'deleteIncident',
      tag,
      summary: 'Deletes an incident that no postmortem covers',
      path: incidentPathSchema,
      ifMatch: 'optional',
      problems: [409],
      answer: { status: 204, description: 'It is deleted.' },
    }),
  },
};
