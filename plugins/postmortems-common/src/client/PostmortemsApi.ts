import type {
  Incident,
  IncidentFilter,
  IncidentInput,
  IncidentPatch,
  IncidentQuery,
  IncidentSeries,
} from '../incidents';
import type { PostmortemImage } from '../images';
import type { ImportInput, ImportReport } from '../imports';
import type { Page } from '../paging';
import type { EffectivePolicy } from '../policy';
import type {
  Postmortem,
  PostmortemInput,
  PostmortemPatch,
  PostmortemStatus,
  PostmortemSummary,
  Section,
} from '../postmortems';
import type { PostmortemsSettings } from '../settings';

/** @public */
export type ListIncidentsRequest = Partial<IncidentQuery>;
/** @public */
export type IncidentSeriesRequest = Partial<IncidentFilter>;

/** @public */
export interface PolicyRequest {
  entityRefs: string[];
  /** Those of the entities that caused the incident; their owner is proposed first. */
  cause?: string[];
  severity?: string;
  kind?: Incident['kind'];
  /** ISO 8601 */
  startedAt?: string;
  /** ISO 8601 */
  resolvedAt?: string;
  incidentId?: string;
  describe?: boolean;
}

/** @public */
export interface ListPostmortemsRequest {
  incidentId?: string;
  status?: PostmortemStatus[];
  ownerRef?: string[];
  entityRef?: string[];
  relation?: 'self' | 'parts';
  text?: string;
  order?: '-createdAt' | 'createdAt' | 'dueAt';
  cursor?: string;
  limit?: number;
  total?: boolean;
}

/** @public */
export interface CallOptions {
  /** Backend credentials; the frontend's fetch adds the signed-in user's. */
  token?: string;
  /** Repeating a POST with the same key does it once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/**
 * What the postmortems backend offers. Every method rejects with a `ResponseError` where the
 * backend answers with an error.
 *
 * @public
 */
export interface PostmortemsApi {
  getSettings(options?: CallOptions): Promise<PostmortemsSettings>;
  getPolicy(
    request: PolicyRequest,
    options?: CallOptions,
  ): Promise<EffectivePolicy>;

  listIncidents(
    request: ListIncidentsRequest,
    options?: CallOptions,
  ): Promise<Page<Incident>>;
  getIncidentSeries(
    request: IncidentSeriesRequest,
    options?: CallOptions,
  ): Promise<IncidentSeries>;
  /** Takes an id or a reference such as `INC-12`. */
  getIncident(id: string, options?: CallOptions): Promise<Incident>;
  createIncident(
    input: IncidentInput,
    options?: CallOptions,
  ): Promise<Incident>;
  updateIncident(
    id: string,
    patch: IncidentPatch,
    etag: string,
    options?: CallOptions,
  ): Promise<Incident>;
  deleteIncident(id: string, options?: CallOptions): Promise<void>;

  listPostmortems(
    request: ListPostmortemsRequest,
    options?: CallOptions,
  ): Promise<Page<PostmortemSummary>>;
  /** Takes an id or a reference such as `PM-12`. */
  getPostmortem(id: string, options?: CallOptions): Promise<Postmortem>;
  createPostmortem(
    input: PostmortemInput,
    options?: CallOptions,
  ): Promise<Postmortem>;
  updatePostmortem(
    id: string,
    patch: PostmortemPatch,
    etag: string,
    options?: CallOptions,
  ): Promise<Postmortem>;
  deletePostmortem(id: string, options?: CallOptions): Promise<void>;
  saveSection(
    postmortemId: string,
    key: string,
    markdown: string,
    etag: string,
    options?: CallOptions,
  ): Promise<Section>;

  uploadImage(
    postmortemId: string,
    image: Blob,
    options?: CallOptions,
  ): Promise<PostmortemImage>;
  getImage(
    postmortemId: string,
    imageId: string,
    options?: CallOptions,
  ): Promise<Blob>;

  importRecords(
    input: ImportInput,
    options?: CallOptions,
  ): Promise<ImportReport>;
}
