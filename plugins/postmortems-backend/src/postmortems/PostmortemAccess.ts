import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  incidentReadPermission,
  postmortemReadPermission,
} from '@hindsight/plugin-postmortems-common';
import {
  whereIncidentsOfPostmortemAccessible,
  wherePostmortemAccessible,
  type AccessScope,
  type AccessService,
} from '../access';
import type { PresentationScopes } from '../incidents';
import type {
  DatabasePostmortemStore,
  Restriction,
} from './DatabasePostmortemStore';
import { parsePostmortemReference } from './postmortemRows';

interface CallerOptions {
  credentials: BackstageCredentials;
}

function restrictionOf(
  read: AccessScope,
  incidentRead: AccessScope,
  also?: AccessScope,
): Restriction | 'none' {
  if ([read, incidentRead, also].some(scope => scope?.conditions === 'none')) {
    return 'none';
  }
  return query => {
    wherePostmortemAccessible(query, read);
    whereIncidentsOfPostmortemAccessible(query, incidentRead);
    if (also) {
      wherePostmortemAccessible(query, also);
    }
  };
}

/** Which postmortems a caller may reach, and for what. */
export class PostmortemAccess {
  readonly #access: AccessService;
  readonly #store: DatabasePostmortemStore;

  static create(options: {
    access: AccessService;
    store: DatabasePostmortemStore;
  }) {
    return new PostmortemAccess(options.access, options.store);
  }

  private constructor(access: AccessService, store: DatabasePostmortemStore) {
    this.#access = access;
    this.#store = store;
  }

  /** Limits a list to what the caller may read; `none` where that is nothing. */
  async readable(options: CallerOptions): Promise<Restriction | 'none'> {
    const [read, incidentRead] = await this.#access.getScopes(
      [postmortemReadPermission, incidentReadPermission],
      options,
    );
    return restrictionOf(read, incidentRead);
  }

  async mayRead(id: string, options: CallerOptions): Promise<boolean> {
    const found = await this.#find({ id }, await this.readable(options));
    return found !== undefined;
  }

  /** What decides how much an incident tells the caller. */
  async presentationScopes(
    options: CallerOptions,
  ): Promise<PresentationScopes> {
    const [readPostmortem, read] = await this.#access.getScopes(
      [postmortemReadPermission, incidentReadPermission],
      options,
    );
    return { read, readPostmortem };
  }

  /**
   * The id of a postmortem that the caller may read, and use as the permission says.
   *
   * @param permission - beside the right to read
   * @throws NotFoundError where the caller may not read it or it does not exist; NotAllowedError
   * where the caller may read it and no more
   */
  async resolve(
    idOrReference: string,
    permission: ResourcePermission | undefined,
    options: CallerOptions,
  ): Promise<{ id: string; scopes: PresentationScopes }> {
    const [read, incidentRead, use] = await this.#access.getScopes(
      [
        postmortemReadPermission,
        incidentReadPermission,
        permission ?? postmortemReadPermission,
      ],
      options,
    );
    const number = parsePostmortemReference(idOrReference);
    const id = await this.#find(
      number === undefined ? { id: idOrReference } : { number },
      restrictionOf(read, incidentRead),
    );
    const notFound = () =>
      new NotFoundError(
        `There is no postmortem ${idOrReference.slice(
          0,
          80,
        )}, or none that you may read`,
      );
    if (id === undefined) {
      throw notFound();
    }
    if (
      permission &&
      (await this.#find({ id }, restrictionOf(read, incidentRead, use))) ===
        undefined
    ) {
      // Somebody may have deleted it between the two looks.
      if (!(await this.#find({ id }, restrictionOf(read, incidentRead)))) {
        throw notFound();
      }
      throw new NotAllowedError(
        `You may read this postmortem; ${permission.name} is not allowed to you here`,
      );
    }
    return { id, scopes: { read: incidentRead, readPostmortem: read } };
  }

  async #find(
    key: { id: string } | { number: number },
    restriction: Restriction | 'none',
  ): Promise<string | undefined> {
    return restriction === 'none'
      ? undefined
      : this.#store.findId(key, restriction);
  }
}
