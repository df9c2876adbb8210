import { InputError } from '@backstage/errors';
import { incidentInputSchema } from '@hindsight/plugin-postmortems-common';
import type {
  SeededRecord,
  SeedIncident,
  SeedingService,
  SeedPostmortem,
} from '@hindsight/plugin-postmortems-node';
import type { Knex } from 'knex';
import type { IncidentRecorder } from '../incidents/types';
import type { PostmortemRecorder } from '../postmortems/types';
import type { SeedStore } from './SeedStore';

/** What {@link DefaultSeedingService} works with. */
export interface SeedingServiceOptions {
  knex: Knex;
  store: SeedStore;
  incidents: IncidentRecorder;
  postmortems: PostmortemRecorder;
}

/**
 * Writes what one seed says, each record once however often it is called.
 */
export class DefaultSeedingService implements SeedingService {
  readonly #options: SeedingServiceOptions;
  readonly #seedId: string;
  readonly #incidentIds: Map<string, string>;
  readonly #postmortemIds: Map<string, string>;
  readonly #beforeWrite: () => Promise<void>;

  private constructor(
    options: SeedingServiceOptions,
    seedId: string,
    written: {
      incidents: Map<string, string>;
      postmortems: Map<string, string>;
    },
    beforeWrite: () => Promise<void>,
  ) {
    this.#options = options;
    this.#seedId = seedId;
    this.#incidentIds = written.incidents;
    this.#postmortemIds = written.postmortems;
    this.#beforeWrite = beforeWrite;
  }

  /**
   * @param beforeWrite - called before each record that is to be written
   */
  static async create(
    options: SeedingServiceOptions & {
      seedId: string;
      beforeWrite: () => Promise<void>;
    },
  ): Promise<DefaultSeedingService> {
    const { store, seedId, beforeWrite } = options;
    return new DefaultSeedingService(
      options,
      seedId,
      {
        incidents: await store.findRecords(seedId, 'incident'),
        postmortems: await store.findRecords(seedId, 'postmortem'),
      },
      beforeWrite,
    );
  }

  async seedIncident(incident: SeedIncident): Promise<SeededRecord> {
    const { key } = incident;
    const known = this.#incidentIds.get(key);
    if (known) {
      return { id: known, created: false };
    }
    await this.#beforeWrite();
    const { knex, store, incidents } = this.#options;
    const idOf = (field: string, otherKey: string | undefined) =>
      otherKey && this.#require(`Incident ${key}`, field, otherKey);
    const input = incidentInputSchema.safeParse({
      ...incident.input,
      duplicateOf: idOf('duplicateOfKey', incident.duplicateOfKey),
      followsFrom: idOf('followsFromKey', incident.followsFromKey),
    });
    if (!input.success) {
      throw new InputError(
        `Incident ${key}: ${input.error.issues
          .map(issue => `${issue.path.join('.')}: ${issue.message}`)
          .join('; ')}`,
      );
    }
    const { by, at, source } = incident;
    const prepared = await explain(`Incident ${key}`, () =>
      incidents.prepare(input.data, {
        by,
        at,
        source,
        lenient: source !== undefined,
      }),
    );
    const id = await knex.transaction(async tx => {
      const stored = await incidents.insert(prepared, tx);
      await store.saveRecord(
        this.#seedId,
        { kind: 'incident', key, id: stored.id },
        tx,
      );
      return stored.id;
    });
    this.#incidentIds.set(key, id);
    return { id, created: true };
  }

  async seedPostmortem(postmortem: SeedPostmortem): Promise<SeededRecord> {
    const { incidentKey: key, alsoCoverKeys, by, at, ...record } = postmortem;
    const known = this.#postmortemIds.get(key);
    if (known) {
      return { id: known, created: false };
    }
    await this.#beforeWrite();
    const { store, postmortems } = this.#options;
    const what = `Postmortem of ${key}`;
    const incidentId = this.#require(what, 'incidentKey', key);
    const alsoCovers = alsoCoverKeys?.map(other =>
      this.#require(what, 'alsoCoverKeys', other),
    );
    // A crash may have come between a postmortem and the note that it is written.
    const left = await store.findPostmortemOf(incidentId);
    const id =
      left ??
      (
        await explain(what, () =>
          postmortems.record({ ...record, incidentId, alsoCovers }, { by, at }),
        )
      ).id;
    await store.saveRecord(this.#seedId, { kind: 'postmortem', key, id });
    this.#postmortemIds.set(key, id);
    return { id, created: left === undefined };
  }

  /** @throws InputError where the record names one that has not been seeded */
  #require(what: string, field: string, key: string): string {
    const id = this.#incidentIds.get(key);
    if (!id) {
      throw new InputError(
        `${what}: ${field} names ${key}, which has not been seeded before it`,
      );
    }
    return id;
  }
}

/** Says which record was refused. */
async function explain<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) {
      throw new InputError(`${what}: ${error.message}`);
    }
    throw error;
  }
}
