import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  incidentCreatePermission,
  incidentDeletePermission,
  incidentReadPermission,
  incidentUpdatePermission,
  postmortemReadPermission,
  type Incident,
  type IncidentFilter,
  type IncidentQuery,
  type IncidentSeries,
  type Page,
  type ParsedIncidentInput,
  type ParsedIncidentPatch,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessScope, AccessService } from '../access';
import { assertMatches, principalRef, type IfMatch } from '../http';
import { assertEntitiesExist, namedEntities } from './assertEntitiesExist';
import type { IncidentStore } from './IncidentStore';
import { presentIncidents, type PresentationScopes } from './presentIncidents';
import type {
  IncidentRecorder,
  IncidentService,
  PreparedIncident,
} from './types';

/** How often a deletion is tried again where a change came between. */
const MAX_ATTEMPTS = 3;

interface CallerOptions {
  credentials: BackstageCredentials;
}

interface AuthorizedIncidentServiceOptions {
  knex: Knex;
  access: AccessService;
  catalog: CatalogService;
  store: IncidentStore;
  recorder: IncidentRecorder;
}

/** Incidents for callers, each within the caller's permissions. */
export class AuthorizedIncidentService implements IncidentService {
  readonly #knex: Knex;
  readonly #access: AccessService;
  readonly #catalog: CatalogService;
  readonly #store: IncidentStore;
  readonly #recorder: IncidentRecorder;

  static create(
    options: AuthorizedIncidentServiceOptions,
  ): AuthorizedIncidentService {
    return new AuthorizedIncidentService(options);
  }

  private constructor(options: AuthorizedIncidentServiceOptions) {
    this.#knex = options.knex;
    this.#access = options.access;
    this.#catalog = options.catalog;
    this.#store = options.store;
    this.#recorder = options.recorder;
  }

  async list(
    query: IncidentQuery,
    options: CallerOptions,
  ): Promise<Page<Incident>> {
    const scopes = await this.#readScopes(options);
    const page = await this.#store.list(query, scopes.read);
    return {
      ...page,
      items: await presentIncidents(page.items, scopes, this.#store),
    };
  }

  async series(
    filter: IncidentFilter,
    options: CallerOptions,
  ): Promise<IncidentSeries> {
    const [read] = await this.#access.getScopes(
      [incidentReadPermission],
      options,
    );
    return this.#store.series(filter, read);
  }

  async get(idOrReference: string, options: CallerOptions): Promise<Incident> {
    const scopes = await this.#readScopes(options);
    return this.#present(await this.#find(idOrReference, scopes.read), scopes);
  }

  async create(
    input: ParsedIncidentInput,
    options: CallerOptions,
  ): Promise<Incident> {
    const prepared = await this.prepare(input, options);
    const incident = await this.#knex.transaction(tx =>
      this.#recorder.insert(prepared, tx),
    );
    return this.#present(incident, await this.#readScopes(options));
  }

  async prepare(
    input: ParsedIncidentInput,
    options: CallerOptions,
  ): Promise<PreparedIncident> {
    await this.#access.assertAllowed(incidentCreatePermission, options);
    await assertEntitiesExist(
      this.#catalog,
      namedEntities(input),
      options.credentials,
    );
    if (input.duplicateOf ?? input.followsFrom) {
      const { read } = await this.#readScopes(options);
      await this.#assertRelationsReadable(input, read);
    }
    return this.#recorder.prepare(input, {
      by: principalRef(options.credentials),
    });
  }

  async update(
    idOrReference: string,
    patch: ParsedIncidentPatch,
    options: CallerOptions & { ifMatch: IfMatch },
  ): Promise<Incident> {
    const { incident, scopes } = await this.#findFor(
      incidentUpdatePermission,
      idOrReference,
      options,
    );
    // Said before the rest is looked at: the change may be meant for something else.
    assertMatches(options.ifMatch, incident.etag, incident.reference);
    const known = new Set(
      namedEntities(incident).map(({ entityRef }) => entityRef),
    );
    await assertEntitiesExist(
      this.#catalog,
      namedEntities(patch).filter(({ entityRef }) => !known.has(entityRef)),
      options.credentials,
    );
    await this.#assertRelationsReadable(patch, scopes.read);
    const revised = await this.#recorder.revise(
      incident.id,
      patch,
      { by: principalRef(options.credentials) },
      { ifMatch: options.ifMatch },
    );
    // Entities that are new to the incident may be new to what was resolved, too.
    return this.#present(
      revised,
      patch.affected ? await this.#readScopes(options) : scopes,
    );
  }

  async delete(
    idOrReference: string,
    options: CallerOptions & { ifMatch?: IfMatch },
  ): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { incident } = await this.#findFor(
        incidentDeletePermission,
        idOrReference,
        options,
      );
      if (options.ifMatch) {
        assertMatches(options.ifMatch, incident.etag, incident.reference);
      }
      const outcome = await this.#knex.transaction(tx =>
        this.#store.delete(incident.id, incident.etag, tx),
      );
      if (outcome === 'covered') {
        throw new ConflictError(
          `A postmortem covers ${incident.reference}; delete that first`,
        );
      }
      if (outcome === 'deleted') {
        return;
      }
    }
    throw new ConflictError(
      `Others keep changing ${idOrReference}; try again in a moment`,
    );
  }

  async #readScopes(options: CallerOptions): Promise<PresentationScopes> {
    const [read, readPostmortem] = await this.#access.getScopes(
      [incidentReadPermission, postmortemReadPermission],
      options,
    );
    return { read, readPostmortem };
  }

  async #find(idOrReference: string, read: AccessScope): Promise<Incident> {
    const incident = await this.#store.find(idOrReference, read);
    if (!incident) {
      throw new NotFoundError(
        `There is no incident ${idOrReference.slice(
          0,
          80,
        )}, or none that you may read`,
      );
    }
    return incident;
  }

  /**
   * @throws NotFoundError where the caller may not read the incident, NotAllowedError where they
   * may, and may not do what the permission allows
   */
  async #findFor(
    permission: ResourcePermission,
    idOrReference: string,
    options: CallerOptions,
  ): Promise<{ incident: Incident; scopes: PresentationScopes }> {
    const [read, readPostmortem, use] = await this.#access.getScopes(
      [incidentReadPermission, postmortemReadPermission, permission],
      options,
    );
    const incident = await this.#find(idOrReference, read);
    const usable = await this.#store.filterIds([incident.id], use);
    if (!usable.has(incident.id)) {
      // Somebody may have deleted it between the two looks.
      await this.#find(incident.id, read);
      throw new NotAllowedError(
        `You may read ${incident.reference}; ${permission.name} is not allowed to you here`,
      );
    }
    return { incident, scopes: { read, readPostmortem } };
  }

  /** What the caller may not read does not exist for them. */
  async #assertRelationsReadable(
    relations: { duplicateOf?: string | null; followsFrom?: string | null },
    read: AccessScope,
  ) {
    for (const field of ['duplicateOf', 'followsFrom'] as const) {
      const named = relations[field];
      if (named && !(await this.#store.find(named, read))) {
        throw new InputError(`${field}: there is no incident ${named}`);
      }
    }
  }

  async #present(
    incident: Incident,
    scopes: PresentationScopes,
  ): Promise<Incident> {
    const [presented] = await presentIncidents([incident], scopes, this.#store);
    return presented;
  }
}
