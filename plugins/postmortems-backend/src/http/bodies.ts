import { InputError } from '@backstage/errors';
import {
  MAX_IMAGE_BYTES,
  MAX_SECTION_BYTES,
} from '@hindsight/plugin-postmortems-common';
import { createHash } from 'crypto';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
} from 'express';
import type { IncomingMessage } from 'http';
import { PayloadTooLargeError } from './errors';
import { assertStorableText } from './storableText';

const MIB = 1024 * 1024;

/** Bytes of JSON on a route that says nothing else. */
const MAX_JSON_BYTES = MIB;

/** JSON writes a line break or a quotation mark as two characters, other controls as six. */
const MAX_SECTION_JSON_BYTES = 4 * MAX_SECTION_BYTES;

const MAX_IMPORT_BYTES = 25 * MIB;

const SECTION_PATH = /^\/postmortems\/[^/]+\/sections\/[^/]+\/?$/i;
const IMAGES_PATH = /^\/postmortems\/[^/]+\/images\/?$/i;
const IMPORTS_PATH = /^\/imports\/?$/i;

const hashes = new WeakMap<IncomingMessage, string>();

function keepHash(request: IncomingMessage, _response: unknown, body: Buffer) {
  if (request.headers['idempotency-key']) {
    hashes.set(request, createHash('sha256').update(body).digest('hex'));
  }
}

/**
 * What tells a repeated request from another one under the same idempotency key.
 *
 * @returns the SHA-256 of the request's body; of nothing where it has none
 */
export function bodyHash(request: Request): string {
  return hashes.get(request) ?? createHash('sha256').digest('hex');
}

function json(limit: number): RequestHandler {
  return express.json({ limit, verify: keepHash });
}

function mebibytes(bytes: number): string {
  return `${bytes / MIB} MB`;
}

interface Parser {
  parse: RequestHandler;
  limit: number;
  /** Completes "is larger than … MB, the limit for". */
  what: string;
  json: boolean;
}

const parsers = {
  json: {
    parse: json(MAX_JSON_BYTES),
    limit: MAX_JSON_BYTES,
    what: 'a request to this route',
    json: true,
  },
  section: {
    parse: json(MAX_SECTION_JSON_BYTES),
    limit: MAX_SECTION_BYTES,
    what: 'a section',
    json: true,
  },
  imports: {
    parse: json(MAX_IMPORT_BYTES),
    limit: MAX_IMPORT_BYTES,
    what: 'an import; send the records in several requests',
    json: true,
  },
  image: {
    parse: express.raw({
      limit: MAX_IMAGE_BYTES,
      type: () => true,
      verify: keepHash,
    }),
    limit: MAX_IMAGE_BYTES,
    what: 'an image',
    json: false,
  },
} satisfies Record<string, Parser>;

function chooseParser(request: Request): Parser {
  if (SECTION_PATH.test(request.path)) {
    return parsers.section;
  }
  if (IMAGES_PATH.test(request.path)) {
    return parsers.image;
  }
  return IMPORTS_PATH.test(request.path) ? parsers.imports : parsers.json;
}

/** The errors of the body parser, in words that tell the caller what to do. */
function translate(error: unknown, parser: Parser): unknown {
  const type =
    error instanceof Error && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new PayloadTooLargeError(
        `The body is larger than ${mebibytes(parser.limit)}, the limit for ${
          parser.what
        }`,
      );
    case 'entity.parse.failed':
      return new InputError(
        `The body is not valid JSON: ${
          error instanceof Error ? error.message.slice(0, 200) : 'unreadable'
        }`,
      );
    default:
      return error;
  }
}

/**
 * Reads request bodies: JSON, and images as they are. Each route has its own limit.
 *
 * @throws PayloadTooLargeError beyond the limit, InputError where the body is no JSON or holds
 * text that no database can store
 */
export function createBodyParser(): RequestHandler {
  return (request, response, next: NextFunction) => {
    const parser = chooseParser(request);
    if (
      parser.json &&
      request.is('*/*') !== null &&
      request.headers['content-length'] !== '0' &&
      !request.is('json')
    ) {
      next(
        new InputError(
          'Send the body as JSON with the header Content-Type: application/json',
        ),
      );
      return;
    }
    parser.parse(request, response, (error?: unknown) => {
      if (error) {
        next(translate(error, parser));
        return;
      }
      try {
        assertStorableText(decodedUrl(request), 'address');
        if (parser.json) {
          assertStorableText(request.body, 'body');
        }
      } catch (problem) {
        next(problem);
        return;
      }
      next();
    });
  };
}

function decodedUrl(request: Request): string {
  try {
    return decodeURIComponent(request.url);
  } catch {
    throw new InputError('The address holds an escape that is no UTF-8');
  }
}
