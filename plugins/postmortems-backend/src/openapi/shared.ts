import {
  incidentSchema,
  pageSchema,
  postmortemSummarySchema,
} from '@hindsight/plugin-postmortems-common';
import { z } from 'zod';

/** The body of every error, as all of Backstage words it. */
export const problemSchema = z.object({
  error: z.looseObject({
    name: z.string().meta({ description: 'Such as `InputError`.' }),
    message: z.string().meta({ description: 'A sentence for people.' }),
  }),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
  response: z.object({ statusCode: z.number().int() }),
});

export const etagHeadersSchema = z.object({
  ETag: z.string().meta({
    description: 'What the next update gives as `If-Match`, in double quotes.',
  }),
});

export const headers = {
  ifMatch: z.object({
    'If-Match': z.string().meta({
      description:
        'The etag that was read, in double quotes; `*` takes whatever is there.',
    }),
  }),
  ifNoneMatch: z.object({
    'If-None-Match': z.string().optional().meta({
      description: 'The etag of what the caller has.',
    }),
  }),
  idempotencyKey: z.object({
    'Idempotency-Key': z.string().min(1).max(255).optional().meta({
      description:
        'Chosen by the caller. A repetition with the same key and body within 24 hours is done once and gets the same answer, with the header `Idempotency-Replayed: true`.',
    }),
  }),
};

function idOrReference(example: string, what: string) {
  return z.object({
    id: z.string().meta({
      description: `The id of ${what}, or its reference such as \`${example}\`.`,
    }),
  });
}

export const incidentPathSchema = idOrReference('INC-12', 'an incident');
export const postmortemPathSchema = idOrReference('PM-12', 'a postmortem');
export const sectionPathSchema = postmortemPathSchema.extend({
  key: z.string().meta({ description: 'The section, such as `summary`.' }),
});
export const imagePathSchema = postmortemPathSchema.extend({
  imageId: z.string(),
});

export const incidentPageSchema = pageSchema(incidentSchema);
export const postmortemPageSchema = pageSchema(postmortemSummarySchema);
