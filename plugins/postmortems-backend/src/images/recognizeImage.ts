import { InputError } from '@backstage/errors';
import { imageMediaTypes } from '@hindsight/plugin-postmortems-common';
import { imageSize } from 'image-size';

type ImageMediaType = (typeof imageMediaTypes)[number];

const MEDIA_TYPES = new Map<string, ImageMediaType>([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
]);

/** What clients also call these formats, and what they send when they do not know. */
const SYNONYMS = new Map<string, ImageMediaType | 'unknown'>([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['application/octet-stream', 'unknown'],
  ['image/*', 'unknown'],
]);

/** Enough for every header but JPEG's, whose size may come after large metadata. */
const HEADER_BYTES = 4096;
const JPEG_FIRST_BYTE = 0xff;

/** Pixels on a side: the most that JPEG and GIF can say; the others can claim billions. */
const MAX_SIDE = 65_535;

const SUPPORTED = 'PNG, JPEG, WebP and GIF images can be kept';

/** What an image is, whatever its sender says. */
export interface RecognizedImage {
  mediaType: ImageMediaType;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

function measure(content: Buffer) {
  const readable =
    content[0] === JPEG_FIRST_BYTE
      ? content
      : content.subarray(0, HEADER_BYTES);
  try {
    // A copy, for the library reads past the end of a view on a larger buffer.
    return imageSize(new Uint8Array(readable));
  } catch {
    // Not an image, or one whose header is cut off or made up; the library throws for each.
    return undefined;
  }
}

/**
 * Recognises an image by its content.
 *
 * @param contentType - as the sender says; must not contradict the content
 * @throws InputError saying what was found instead
 */
export function recognizeImage(
  content: Buffer,
  contentType?: string,
): RecognizedImage {
  if (content.length === 0) {
    throw new InputError('The body is empty; send the image as the body');
  }
  const found = measure(content);
  if (!found?.type) {
    throw new InputError(
      `The content is no image, or a damaged one; ${SUPPORTED}`,
    );
  }
  const mediaType = MEDIA_TYPES.get(found.type);
  if (!mediaType) {
    throw new InputError(
      `The content is of type ${found.type.toLocaleUpperCase(
        'en-US',
      )}; ${SUPPORTED}`,
    );
  }
  if (!(found.width > 0 && found.height > 0)) {
    throw new InputError(
      `The content is a damaged ${mediaType} without a size; ${SUPPORTED}`,
    );
  }
  if (found.width > MAX_SIDE || found.height > MAX_SIDE) {
    throw new InputError(
      `The image is ${found.width} × ${found.height} pixels; each side may have up to ${MAX_SIDE}`,
    );
  }
  const claimed = contentType?.split(';')[0].trim().toLocaleLowerCase('en-US');
  if (claimed) {
    const meant = SYNONYMS.get(claimed) ?? claimed;
    if (meant !== 'unknown' && meant !== mediaType) {
      throw new InputError(
        `The header Content-Type says ${claimed.slice(
          0,
          80,
        )}, the content is ${mediaType}`,
      );
    }
  }
  return { mediaType, width: found.width, height: found.height };
}
