import {
  imageMediaTypes,
  imageSchema,
  postmortemInputSchema,
  postmortemPatchSchema,
  postmortemQuerySchema,
  postmortemSchema,
  sectionInputSchema,
  sectionSchema,
} from '@hindsight/plugin-postmortems-common';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { describeOperation } from './operation';
import {
  imagePathSchema,
  postmortemPageSchema,
  postmortemPathSchema,
  sectionPathSchema,
} from './shared';

const tag = 'Postmortems';

export const postmortemPaths: ZodOpenApiPathsObject = {
  '/postmortems': {
    get: describeOperation({
      id: 'listPostmortems',
      tag,
      summary: 'Lists the postmortems that the caller may read',
      query: postmortemQuerySchema,
      answer: {
        status: 200,
        description: 'A page; empty for a caller who may read none.',
        schema: postmortemPageSchema,
      },
    }),
    post: describeOperation({
      id: 'createPostmortem',
      tag,
      summary: 'Files a postmortem',
      description:
        'For an incident that exists (`incidentId`), or together with a new one (`incident`): both are stored, or neither.',
      body: postmortemInputSchema,
      idempotent: true,
      problems: [404, 409],
      answer: {
        status: 201,
        description: 'The draft, with the sections of its template.',
        schema: postmortemSchema,
        etag: true,
      },
    }),
  },
  '/postmortems/{id}': {
    get: describeOperation({
      id: 'getPostmortem',
      tag,
      summary: 'Reads a postmortem with its sections and its main incident',
      path: postmortemPathSchema,
      answer: {
        status: 200,
        description: 'The postmortem.',
        schema: postmortemSchema,
        etag: true,
      },
    }),
    patch: describeOperation({
      id: 'updatePostmortem',
      tag,
      summary: 'Changes the owner or the additional reviewers',
      description:
        'What is absent stays; `null` as owner leaves the postmortem without one.',
      path: postmortemPathSchema,
      body: postmortemPatchSchema,
      ifMatch: 'required',
      problems: [409],
      answer: {
        status: 200,
        description: 'The postmortem as it is now.',
        schema: postmortemSchema,
        etag: true,
      },
    }),
    delete: describeOperation({
      id: 'deletePostmortem',
      tag,
      summary: 'Deletes a postmortem with its sections and images',
      description: 'One that has been published stays.',
      path: postmortemPathSchema,
      ifMatch: 'optional',
      problems: [409],
      answer: { status: 204, description: 'It is deleted.' },
    }),
  },
  '/postmortems/{id}/sections/{key}': {
    put: describeOperation({
      id: 'saveSection',
      tag,
      summary: 'Writes a section',
      description:
        'Changes the etag of the section, not that of the document. A section holds up to 1 MB of UTF-8.',
      path: sectionPathSchema,
      body: sectionInputSchema,
      ifMatch: 'required',
      problems: [409],
      answer: {
        status: 200,
        description: 'The section as it is now.',
        schema: sectionSchema,
        etag: true,
      },
    }),
  },
  '/postmortems/{id}/images': {
    post: describeOperation({
      id: 'uploadImage',
      tag,
      summary: 'Keeps an image with a postmortem',
      description:
        'PNG, JPEG, WebP or GIF up to 5 MB, recognised by its content. The same image is kept once.',
      path: postmortemPathSchema,
      rawBody: [...imageMediaTypes, 'application/octet-stream'],
      idempotent: true,
      answer: {
        status: 201,
        description: 'The image, and how Markdown refers to it.',
        schema: imageSchema,
      },
    }),
  },
  '/postmortems/{id}/images/{imageId}': {
    get: describeOperation({
      id: 'getImage',
      tag,
      summary: 'Reads an image',
      path: imagePathSchema,
      cached: true,
      answer: {
        status: 200,
        description: 'The image as it was sent.',
        raw: imageMediaTypes,
        etag: true,
      },
    }),
  },
};
