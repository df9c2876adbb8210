import type { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { etagHeadersSchema, headers, problemSchema } from './shared';

const PROBLEMS = {
  400: 'The request is wrong; the message names the field and says why.',
  401: 'The caller is not signed in.',
  403: 'The caller may not do this.',
  404: 'It does not exist, or the caller may not read it.',
  409: 'It conflicts with what is stored; the message says with what.',
  412: 'It has changed since it was read.',
  413: 'The body is larger than the limit that the message states.',
  428: 'The header `If-Match` is missing.',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

interface Operation {
  id: string;
  tag: string;
  summary: string;
  description?: string;
  path?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body that is no JSON, by media type. */
  rawBody?: string[];
  answer: {
    status: 200 | 201 | 204;
    description: string;
    schema?: z.ZodType;
    /** The answer carries the record's etag. */
    etag?: boolean;
    /** An answer that is no JSON, by media type. */
    raw?: readonly string[];
  };
  /** The update needs `If-Match`. */
  ifMatch?: 'required' | 'optional';
  /** A repetition with the same key is done once. */
  idempotent?: boolean;
  /** Answers 304 to an etag that the caller has. */
  cached?: boolean;
  problems?: ProblemStatus[];
}

function binary(mediaTypes: readonly string[]) {
  return Object.fromEntries(mediaTypes.map(mediaType => [mediaType, {}]));
}

function requestBody(operation: Operation) {
  if (operation.rawBody) {
    return { required: true, content: binary(operation.rawBody) };
  }
  return operation.body
    ? {
        required: true,
        content: jsonContent(operation.body),
      }
    : undefined;
}

function jsonContent(schema: z.ZodType) {
  return { 'application/json': { schema } };
}

function answerContent({ schema, raw }: Operation['answer']) {
  if (raw) {
    return binary(raw);
  }
  return schema ? jsonContent(schema) : undefined;
}

/** The problems that follow from what an operation takes, and those that it names itself. */
function problemStatuses(operation: Operation): ProblemStatus[] {
  const statuses = new Set<ProblemStatus>([400, 401, 403]);
  if (operation.path) {
    statuses.add(404);
  }
  if (operation.body || operation.rawBody) {
    statuses.add(413);
  }
  if (operation.ifMatch) {
    statuses.add(412);
  }
  if (operation.ifMatch === 'required') {
    statuses.add(428);
  }
  if (operation.idempotent) {
    statuses.add(409);
  }
  for (const status of operation.problems ?? []) {
    statuses.add(status);
  }
  return [...statuses].sort();
}

function requestHeaders(operation: Operation) {
  if (operation.ifMatch) {
    return operation.ifMatch === 'required'
      ? headers.ifMatch
      : headers.ifMatch.partial();
  }
  if (operation.idempotent) {
    return headers.idempotencyKey;
  }
  return operation.cached ? headers.ifNoneMatch : undefined;
}

/** An operation of the document, from what is particular to it. */
export function describeOperation(
  operation: Operation,
): ZodOpenApiOperationObject {
  const { answer } = operation;
  const responses: ZodOpenApiResponsesObject = {};
  responses[`${answer.status}`] = {
    description: answer.description,
    content: answerContent(answer),
    headers: answer.etag ? etagHeadersSchema : undefined,
  };
  if (operation.cached) {
    responses['304'] = { description: 'The caller has it already.' };
  }
  for (const status of problemStatuses(operation)) {
    responses[`${status}`] = {
      description: PROBLEMS[status],
      content: jsonContent(problemSchema),
    };
  }
  const header = requestHeaders(operation);
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    // The library takes a parameter kind that is present for a schema.
    requestParams: {
      ...(operation.path && { path: operation.path }),
      ...(operation.query && { query: operation.query }),
      ...(header && { header }),
    },
    requestBody: requestBody(operation),
    responses,
  };
}
