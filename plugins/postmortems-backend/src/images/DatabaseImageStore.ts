import type { ImageStore } from '@hindsight/plugin-postmortems-node';
import type { Knex } from 'knex';

const TABLE = 'image_contents';

interface Row {
  key: string;
  content: Buffer;
}

/** Keeps the bytes of images in the plugin's database, in a table that no list ever reads. */
export class DatabaseImageStore implements ImageStore {
  readonly #database: Knex;

  static create(options: { database: Knex }) {
    return new DatabaseImageStore(options.database);
  }

  private constructor(database: Knex) {
    this.#database = database;
  }

  async put(key: string, image: { content: Buffer }): Promise<void> {
    await this.#database<Row>(TABLE)
      .insert({ key, content: image.content })
      .onConflict('key')
      .merge();
  }

  async get(key: string): Promise<Buffer | undefined> {
    const row = await this.#database<Row>(TABLE).where({ key }).first();
    return row?.content;
  }

  async delete(keys: string[]): Promise<void> {
    await this.#database<Row>(TABLE).whereIn('key', keys).delete();
  }
}
