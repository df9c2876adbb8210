import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { PostmortemImage } from '@hindsight/plugin-postmortems-common';
import type { ImageStore } from '@hindsight/plugin-postmortems-node';
import { createHash } from 'crypto';
import { ulid } from 'ulid';
import { principalRef } from '../http';
import type { PostmortemService } from '../postmortems';
import { ImageRecords, type ImageRecord } from './ImageRecords';
import { recognizeImage } from './recognizeImage';

export interface ImageServiceOptions {
  records: ImageRecords;
  store: ImageStore;
  postmortems: Pick<PostmortemService, 'resolveReadable' | 'resolveEditable'>;
  logger: LoggerService;
}

interface CallerOptions {
  credentials: BackstageCredentials;
}

/** Images under the permissions of the postmortem that they belong to. */
export class ImageService {
  readonly #records: ImageRecords;
  readonly #store: ImageStore;
  readonly #postmortems: ImageServiceOptions['postmortems'];
  readonly #logger: LoggerService;

  static create(options: ImageServiceOptions) {
    return new ImageService(options);
  }

  private constructor(options: ImageServiceOptions) {
    this.#records = options.records;
    this.#store = options.store;
    this.#postmortems = options.postmortems;
    this.#logger = options.logger;
  }

  /**
   * Keeps an image with a postmortem. The same content is kept once.
   *
   * @throws NotFoundError, NotAllowedError, ConflictError as for a section; InputError where the
   * content is no image that can be kept
   */
  async upload(
    postmortem: string,
    upload: { content: Buffer; contentType?: string },
    options: CallerOptions,
  ): Promise<PostmortemImage> {
    const postmortemId = await this.#postmortems.resolveEditable(
      postmortem,
      options,
    );
    const { content } = upload;
    const recognized = recognizeImage(content, upload.contentType);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const existing = await this.#records.findByContent(postmortemId, sha256);
    if (existing) {
      return existing.image;
    }
    const id = ulid();
    const image: PostmortemImage = {
      id,
      markdownUrl: `images/${id}`,
      ...recognized,
      bytes: content.length,
      createdAt: new Date().toISOString(),
      createdBy: principalRef(options.credentials),
    };
    // The bytes first: a record without bytes would be a broken picture in the document.
    await this.#store.put(id, { content, mediaType: image.mediaType });
    return this.#record(postmortemId, { image, sha256 });
  }

  /**
   * @throws NotFoundError where the postmortem has no such image or the caller may not read it
   */
  async find(
    postmortem: string,
    imageId: string,
    options: CallerOptions,
  ): Promise<ImageRecord> {
    const postmortemId = await this.#postmortems.resolveReadable(
      postmortem,
      options,
    );
    const record = await this.#records.find(postmortemId, imageId);
    if (!record) {
      throw new NotFoundError(`No image ${imageId} in this postmortem`);
    }
    return record;
  }

  /** The bytes of an image that {@link ImageService.find} has found. */
  async read(record: ImageRecord): Promise<Buffer> {
    const content = await this.#store.get(record.image.id);
    if (!content) {
      this.#logger.warn(`The image store has lost image ${record.image.id}`);
      throw new NotFoundError(
        `The content of image ${record.image.id} is lost`,
      );
    }
    return content;
  }

  async #record(
    postmortemId: string,
    record: ImageRecord,
  ): Promise<PostmortemImage> {
    const { id } = record.image;
    let inserted = false;
    try {
      inserted = await this.#records.insert(postmortemId, record);
    } finally {
      if (!inserted) {
        await this.#store.delete([id]);
      }
    }
    if (inserted) {
      return record.image;
    }
    // Somebody else has uploaded the same image in the meantime.
    const theirs = await this.#records.findByContent(
      postmortemId,
      record.sha256,
    );
    if (!theirs) {
      throw new NotFoundError('The postmortem was deleted in the meantime');
    }
    return theirs.image;
  }
}
