import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Request, Response } from 'express';
import Router from 'express-promise-router';
import { audited } from '../http';
import type { ImageService } from './ImageService';

/** The content of an image never changes, but who may see it does: ask again each time. */
const CACHE_CONTROL = 'private, no-cache';

function readContent(request: Request): Buffer {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body)) {
    throw new InputError('The body is empty; send the image as the body');
  }
  return body;
}

function setHeaders(
  response: Response,
  image: { id: string; mediaType: string },
  sha256: string,
) {
  response.set({
    'Content-Type': image.mediaType,
    'Content-Disposition': 'inline',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-site',
    'Cache-Control': CACHE_CONTROL,
    ETag: `"${sha256}"`,
  });
}

/** `/postmortems/{id}/images` */
export function createImagesRouter(options: {
  images: ImageService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { images, httpAuth, auditor } = options;
  const router = Router();

  router.post('/postmortems/:id/images', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const content = readContent(request);
    const contentType = request.header('content-type');
    const image = await audited(
      auditor,
      request,
      {
        eventId: 'postmortem-image-upload',
        severityLevel: 'medium',
        describe: ({ id }) => ({ imageId: id }),
      },
      () =>
        images.upload(
          request.params.id,
          { content, contentType },
          { credentials },
        ),
    );
    response.status(201).json(image);
  });

  router.get('/postmortems/:id/images/:imageId', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const record = await images.find(
      request.params.id,
      request.params.imageId,
      { credentials },
    );
    setHeaders(response, record.image, record.sha256);
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    response.send(await images.read(record));
  });

  return router;
}
