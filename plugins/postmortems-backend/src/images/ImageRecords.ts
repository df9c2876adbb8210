import {
  imageSchema,
  type PostmortemImage,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import { keepRows, toIso, toMillis } from '../database';

const TABLE = 'images';

interface Row {
  id: string;
  postmortem_id: string;
  sha256: string;
  media_type: string;
  bytes: number;
  width: number;
  height: number;
  created_at: number | string;
  created_by: string;
}

/** An image without its bytes. */
export interface ImageRecord {
  image: PostmortemImage;
  /** Of the content, hex. */
  sha256: string;
}

function toRecord(row: Row): ImageRecord {
  return {
    sha256: row.sha256,
    image: {
      id: row.id,
      markdownUrl: `images/${row.id}`,
      mediaType: imageSchema.shape.mediaType.parse(row.media_type),
      bytes: row.bytes,
      width: row.width,
      height: row.height,
      createdAt: toIso(row.created_at),
      createdBy: row.created_by,
    },
  };
}

/** What is known of each image: everything but its bytes. */
export class ImageRecords {
  readonly #database: Knex;

  static create(options: { database: Knex }) {
    return new ImageRecords(options.database);
  }

  private constructor(database: Knex) {
    this.#database = database;
  }

  async find(
    postmortemId: string,
    imageId: string,
  ): Promise<ImageRecord | undefined> {
    const row = await this.#database<Row>(TABLE)
      .where({ id: imageId, postmortem_id: postmortemId })
      .first();
    return row && toRecord(row);
  }

  async findByContent(
    postmortemId: string,
    sha256: string,
  ): Promise<ImageRecord | undefined> {
    const row = await this.#database<Row>(TABLE)
      .where({ postmortem_id: postmortemId, sha256 })
      .first();
    return row && toRecord(row);
  }

  /**
   * Records an image unless the postmortem has the same content already, or is gone.
   *
   * @returns whether it was recorded
   */
  async insert(postmortemId: string, record: ImageRecord): Promise<boolean> {
    const { image, sha256 } = record;
    return this.#database.transaction(async tx => {
      const there = await keepRows(tx, 'postmortems', [postmortemId]);
      if (there.size === 0) {
        return false;
      }
      const inserted = await tx<Row>(TABLE)
        .insert({
          id: image.id,
          postmortem_id: postmortemId,
          sha256,
          media_type: image.mediaType,
          bytes: image.bytes,
          width: image.width,
          height: image.height,
          created_at: toMillis(image.createdAt),
          created_by: image.createdBy,
        })
        .onConflict(['postmortem_id', 'sha256'])
        .ignore()
        .returning('id');
      return inserted.length > 0;
    });
  }

  /** Ids of all images of a postmortem, which are their keys in the store. */
  async listIds(postmortemId: string): Promise<string[]> {
    return this.#database<Row>(TABLE)
      .where({ postmortem_id: postmortemId })
      .pluck('id');
  }
}
