import { NotFoundError } from '@backstage/errors';
import type { Postmortem } from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { IncidentStore } from '../incidents';
import type { DatabasePostmortemStore } from './DatabasePostmortemStore';
import type { PostmortemPreparer } from './PostmortemPreparer';
import { readPostmortem } from './readPostmortem';
import type {
  PostmortemProvenance,
  PostmortemRecord,
  PostmortemRecorder,
} from './types';

/** Records what others have checked. */
export class DefaultPostmortemRecorder implements PostmortemRecorder {
  readonly #database: Knex;
  readonly #incidents: IncidentStore;
  readonly #preparer: PostmortemPreparer;
  readonly #store: DatabasePostmortemStore;

  static create(options: {
    database: Knex;
    incidents: IncidentStore;
    preparer: PostmortemPreparer;
    store: DatabasePostmortemStore;
  }) {
    return new DefaultPostmortemRecorder(options);
  }

  private constructor(options: {
    database: Knex;
    incidents: IncidentStore;
    preparer: PostmortemPreparer;
    store: DatabasePostmortemStore;
  }) {
    this.#database = options.database;
    this.#incidents = options.incidents;
    this.#preparer = options.preparer;
    this.#store = options.store;
  }

  async record(
    record: PostmortemRecord,
    provenance: PostmortemProvenance,
  ): Promise<Postmortem> {
    const stored = await this.#incidents.findUnrestricted(record.incidentId);
    if (!stored) {
      throw new NotFoundError(`No incident ${record.incidentId}`);
    }
    const prepared = await this.#preparer.prepare(
      record,
      stored.incident,
      provenance,
    );
    await this.#database.transaction(tx => this.#store.insert(prepared, tx));
    return readPostmortem(prepared.id, {
      store: this.#store,
      incidents: this.#incidents,
    });
  }
}
