import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * Where the bytes of images are kept. What an image is, whose document it belongs to and who may
 * see it stays in the plugin's database and is checked before the store is asked.
 *
 * @public
 */
export interface ImageStore {
  /**
   * Keeps an image; putting the same key again replaces it.
   *
   * @param image - `content` of at most 5 MB, of the media type that its content shows
   */
  put(
    key: string,
    image: { content: Buffer; mediaType: string },
  ): Promise<void>;
  /** Returns undefined where nothing is kept under the key. */
  get(key: string): Promise<Buffer | undefined>;
  /** Deletes what is kept under the keys; unknown ones are no error. */
  delete(keys: string[]): Promise<void>;
}

/** @public */
export interface PostmortemsImageStoreExtensionPoint {
  /**
   * Keeps images elsewhere than in the plugin's database, such as in object storage.
   *
   * @throws Error where a store is set already
   */
  setImageStore(store: ImageStore): void;
}

/**
 * Lets a module decide where images are kept. Without one they are in the database.
 *
 * @public
 */
export const postmortemsImageStoreExtensionPoint =
  createExtensionPoint<PostmortemsImageStoreExtensionPoint>({
    id: 'postmortems.image-store',
  });
