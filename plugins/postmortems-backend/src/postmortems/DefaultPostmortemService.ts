import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  postmortemCreatePermission,
  postmortemDeletePermission,
  postmortemUpdatePermission,
  type Page,
  type ParsedPostmortemInput,
  type ParsedPostmortemPatch,
  type Postmortem,
  type PostmortemQuery,
  type PostmortemSummary,
  type Section,
} from '@hindsight/plugin-postmortems-common';
import type { Knex } from 'knex';
import type { AccessService } from '../access';
import { assertMatches, principalRef, type IfMatch } from '../http';
import {
  presentIncidents,
  type IncidentRecorder,
  type IncidentService,
  type IncidentStore,
  type PresentationScopes,
} from '../incidents';
import { redactSources, refsInSources, type PolicyService } from '../policy';
import { assertPeopleExist, findVisibleRefs } from './catalogRefs';
import {
  AlreadyCoveredError,
  type DatabasePostmortemStore,
  type HeadChange,
} from './DatabasePostmortemStore';
import { PostmortemAccess } from './PostmortemAccess';
import { PostmortemList } from './PostmortemList';
import type { PostmortemPreparer } from './PostmortemPreparer';
import type { PostmortemHead } from './postmortemRows';
import { readPostmortem } from './readPostmortem';
import {
  additionalReviewers,
  combineReviewers,
  toPolicyRequest,
  type PolicyFacts,
} from './reviewers';
import { assertSectionFits } from './sectionText';
import type { PostmortemService } from './types';

export interface PostmortemServiceOptions {
  database: Knex;
  access: AccessService;
  catalog: CatalogService;
  policy: PolicyService;
  incidents: Pick<IncidentService, 'get' | 'prepare'>;
  incidentRecorder: Pick<IncidentRecorder, 'insert'>;
  incidentStore: IncidentStore;
  preparer: PostmortemPreparer;
  store: DatabasePostmortemStore;
  /** Forgets the bytes of a deleted postmortem's images. */
  images: {
    listIds(postmortemId: string): Promise<string[]>;
    forget(imageIds: string[]): Promise<void>;
  };
  logger: LoggerService;
}

interface CallerOptions {
  credentials: BackstageCredentials;
}

/** Postmortems under the caller's permissions. */
export class DefaultPostmortemService implements PostmortemService {
  readonly #options: PostmortemServiceOptions;
  readonly #access: PostmortemAccess;
  readonly #list: PostmortemList;

  static create(options: PostmortemServiceOptions): DefaultPostmortemService {
    return new DefaultPostmortemService(options);
  }

  private constructor(options: PostmortemServiceOptions) {
    this.#options = options;
    this.#access = PostmortemAccess.create(options);
    this.#list = PostmortemList.create(options);
  }

  async list(
    query: PostmortemQuery,
    options: CallerOptions,
  ): Promise<Page<PostmortemSummary>> {
    return this.#list.read(query, await this.#access.readable(options));
  }

  async get(
    idOrReference: string,
    options: CallerOptions,
  ): Promise<Postmortem> {
    const { id, scopes } = await this.#access.resolve(
      idOrReference,
      undefined,
      options,
    );
    const postmortem = await this.#refreshed(await this.#read(id));
    return this.#present(postmortem, scopes, options);
  }

  async create(
    input: ParsedPostmortemInput,
    options: CallerOptions,
  ): Promise<Postmortem> {
    const { access, catalog, incidentRecorder, preparer, store } =
      this.#options;
    await access.assertAllowed(postmortemCreatePermission, options);
    const { existing, prepared } = await this.#incidentFor(input, options);
    await assertPeopleExist(catalog, input, options.credentials);
    const postmortem = await preparer.prepare(
      input,
      existing ?? prepared.incident,
      { by: principalRef(options.credentials) },
    );
    try {
      await this.#options.database.transaction(async tx => {
        if (prepared) {
          await incidentRecorder.insert(prepared, tx);
        }
        await store.insert(postmortem, tx);
      });
    } catch (error) {
      throw await this.#withoutHiddenNames(error, options);
    }
    return this.#present(
      await this.#read(postmortem.id),
      await this.#access.presentationScopes(options),
      options,
    );
  }

  async update(
    idOrReference: string,
    patch: ParsedPostmortemPatch,
    options: CallerOptions & { ifMatch: IfMatch },
  ): Promise<Postmortem> {
    const { catalog, store } = this.#options;
    const { id, scopes } = await this.#access.resolve(
      idOrReference,
      postmortemUpdatePermission,
      options,
    );
    const current = await this.#read(id);
    assertMatches(options.ifMatch, current.etag, current.reference);
    if (patch.additionalReviewers !== undefined && current.status !== 'draft') {
      throw new ConflictError(
        `The reviewers of ${current.reference} are settled, for it is no draft any more`,
      );
    }
    await assertPeopleExist(catalog, patch, options.credentials);
    const resolved = await this.#resolveReviewers(
      current,
      current.incident,
      patch.additionalReviewers ?? additionalReviewers(current.reviewers),
    );
    const owner =
      patch.owner === undefined ? current.owner : patch.owner ?? undefined;
    const updated = await store.updateHead(
      current,
      { ...resolved, owner },
      new Date().toISOString(),
    );
    if (!updated) {
      await this.#throwStale(id, current);
    }
    return this.#present(await this.#read(id), scopes, options);
  }

  async delete(
    idOrReference: string,
    options: CallerOptions & { ifMatch?: IfMatch },
  ): Promise<void> {
    const { images, logger, store } = this.#options;
    const { id } = await this.#access.resolve(
      idOrReference,
      postmortemDeletePermission,
      options,
    );
    const head = await this.#head(id);
    if (options.ifMatch) {
      assertMatches(options.ifMatch, head.etag, head.reference);
    }
    if (head.publishedAt !== undefined) {
      throw new ConflictError(
        `${head.reference} has been published and stays; others may rely on it`,
      );
    }
    const imageIds = await images.listIds(id);
    if (!(await store.delete(head))) {
      await this.#throwStale(id, head);
    }
    try {
      await images.forget(imageIds);
    } catch (error) {
      // The document is gone either way; nobody can reach these bytes any more.
      logger.warn(
        `Could not delete the images of ${head.reference} from the image store`,
        error instanceof Error ? error : undefined,
      );
    }
  }

  async saveSection(
    idOrReference: string,
    key: string,
    markdown: string,
    options: CallerOptions & { ifMatch: IfMatch },
  ): Promise<Section> {
    const { store } = this.#options;
    const id = await this.resolveEditable(idOrReference, options);
    const current = await store.getSection(id, key);
    if (!current) {
      throw new NotFoundError(
        `The postmortem has no section '${key.slice(0, 60)}'`,
      );
    }
    assertSectionFits(key, markdown);
    assertMatches(options.ifMatch, current.etag, `The section ${key}`);
    const saved = await store.saveSection(id, key, {
      markdown,
      by: principalRef(options.credentials),
      at: new Date().toISOString(),
      ifMatch: options.ifMatch,
    });
    if (!saved) {
      await this.#assertDraft(id);
      const theirs = await store.getSection(id, key);
      assertMatches(options.ifMatch, theirs?.etag ?? '', `The section ${key}`);
      throw new NotFoundError('The postmortem was deleted in the meantime');
    }
    return saved;
  }

  async resolveReadable(
    idOrReference: string,
    options: CallerOptions,
  ): Promise<string> {
    const { id } = await this.#access.resolve(
      idOrReference,
      undefined,
      options,
    );
    return id;
  }

  async resolveEditable(
    idOrReference: string,
    options: CallerOptions,
  ): Promise<string> {
    const { id } = await this.#access.resolve(
      idOrReference,
      postmortemUpdatePermission,
      options,
    );
    await this.#assertDraft(id);
    return id;
  }

  /** The incident to file for: one that the caller may read, or a new one, not yet stored. */
  async #incidentFor(input: ParsedPostmortemInput, options: CallerOptions) {
    const { incidents } = this.#options;
    if (input.incident) {
      const prepared = await incidents.prepare(input.incident, options);
      return { existing: undefined, prepared };
    }
    const existing = await incidents.get(input.incidentId ?? '', options);
    if (existing.postmortem) {
      throw new ConflictError(
        `${existing.postmortem.reference} covers this incident already`,
      );
    }
    return { existing, prepared: undefined };
  }

  async #withoutHiddenNames(
    error: unknown,
    options: CallerOptions,
  ): Promise<unknown> {
    if (
      error instanceof AlreadyCoveredError &&
      !(await this.#access.mayRead(error.postmortemId, options))
    ) {
      return new ConflictError(
        'A postmortem that you may not read covers this incident already',
      );
    }
    return error;
  }

  async #read(id: string): Promise<Postmortem> {
    const { incidentStore, store } = this.#options;
    return readPostmortem(id, { store, incidents: incidentStore });
  }

  async #head(id: string): Promise<PostmortemHead> {
    const head = await this.#options.store.getHead(id);
    if (!head) {
      throw new NotFoundError('The postmortem was deleted in the meantime');
    }
    return head;
  }

  async #assertDraft(id: string): Promise<void> {
    const head = await this.#head(id);
    if (head.status !== 'draft') {
      throw new ConflictError(
        `${head.reference} is no draft any more, so its text cannot be changed`,
      );
    }
  }

  async #throwStale(id: string, read: PostmortemHead): Promise<never> {
    const head = await this.#head(id);
    assertMatches([read.etag], head.etag, read.reference);
    throw new ConflictError(`${read.reference} has changed its status`);
  }

  /** Reviewers and approvals follow the policy while the postmortem is a draft. */
  async #resolveReviewers(
    head: PostmortemHead,
    incident: PolicyFacts,
    additional: string[],
  ): Promise<Pick<HeadChange, 'reviewers' | 'approvals'>> {
    if (head.status !== 'draft') {
      return { reviewers: head.reviewers, approvals: head.approvals };
    }
    const policy = await this.#options.policy.resolve(
      toPolicyRequest(incident),
    );
    return {
      reviewers: combineReviewers(policy.reviewers, additional),
      approvals: policy.approvals.value,
    };
  }

  async #refreshed(postmortem: Postmortem): Promise<Postmortem> {
    const { incident, reviewers } = postmortem;
    const resolved = await this.#resolveReviewers(
      postmortem,
      incident,
      additionalReviewers(reviewers),
    );
    const changed =
      resolved.approvals !== postmortem.approvals ||
      JSON.stringify(resolved.reviewers) !== JSON.stringify(reviewers);
    if (changed) {
      // Reviewers may read what is restricted, so the database has to know them. Where somebody
      // else writes at the same moment, that write has asked the policy itself.
      await this.#options.store.refreshReviewers(postmortem, {
        ...resolved,
        owner: postmortem.owner,
      });
    }
    return { ...postmortem, ...resolved };
  }

  /** Leaves out what would name something that the caller may not see. */
  async #present(
    postmortem: Postmortem,
    scopes: PresentationScopes,
    options: CallerOptions,
  ): Promise<Postmortem> {
    const { catalog, incidentStore } = this.#options;
    const { reviewers } = postmortem;
    const visible = await findVisibleRefs(
      catalog,
      refsInSources(reviewers.flatMap(({ because }) => because)),
      options.credentials,
    );
    const [incident] = await presentIncidents(
      [postmortem.incident],
      scopes,
      incidentStore,
    );
    return {
      ...postmortem,
      reviewers: reviewers.map(reviewer => ({
        ...reviewer,
        because: redactSources(reviewer.because, ref => visible.has(ref)),
      })),
      incident,
    };
  }
}
