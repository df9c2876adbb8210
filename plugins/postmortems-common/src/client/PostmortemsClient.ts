import { ResponseError } from '@backstage/errors';
import type {
  Incident,
  IncidentInput,
  IncidentPatch,
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
  PostmortemSummary,
  Section,
} from '../postmortems';
import type { PostmortemsSettings } from '../settings';
import type {
  CallOptions,
  IncidentSeriesRequest,
  ListIncidentsRequest,
  ListPostmortemsRequest,
  PolicyRequest,
  PostmortemsApi,
} from './PostmortemsApi';

type QueryValue = string | number | boolean | string[] | undefined;

interface Call extends CallOptions {
  method?: string;
  query?: Record<string, QueryValue>;
  json?: unknown;
  body?: Blob;
  etag?: string;
}

/**
 * Speaks to the postmortems backend, from a frontend or from another backend plugin.
 *
 * @public
 */
export class PostmortemsClient implements PostmortemsApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi ?? { fetch: (...args) => fetch(...args) };
  }

  async getSettings(options?: CallOptions): Promise<PostmortemsSettings> {
    return this.#json('/settings', options);
  }

  async getPolicy(
    request: PolicyRequest,
    options?: CallOptions,
  ): Promise<EffectivePolicy> {
    const { entityRefs, ...rest } = request;
    return this.#json('/policy', {
      ...options,
      query: { entityRef: entityRefs, ...rest },
    });
  }

  async listIncidents(
    request: ListIncidentsRequest,
    options?: CallOptions,
  ): Promise<Page<Incident>> {
    return this.#json('/incidents', { ...options, query: { ...request } });
  }

  async getIncidentSeries(
    request: IncidentSeriesRequest,
    options?: CallOptions,
  ): Promise<IncidentSeries> {
    return this.#json('/incidents/series', {
      ...options,
      query: { ...request },
    });
  }

  async getIncident(id: string, options?: CallOptions): Promise<Incident> {
    return this.#json(`/incidents/${encodeURIComponent(id)}`, options);
  }

  async createIncident(
    input: IncidentInput,
    options?: CallOptions,
  ): Promise<Incident> {
    return this.#json('/incidents', {
      ...options,
      method: 'POST',
      json: input,
    });
  }

  async updateIncident(
    id: string,
    patch: IncidentPatch,
    etag: string,
    options?: CallOptions,
  ): Promise<Incident> {
    return this.#json(`/incidents/${encodeURIComponent(id)}`, {
      ...options,
      method: 'PATCH',
      json: patch,
      etag,
    });
  }

  async deleteIncident(id: string, options?: CallOptions): Promise<void> {
    await this.#request(`/incidents/${encodeURIComponent(id)}`, {
      ...options,
      method: 'DELETE',
    });
  }

  async listPostmortems(
    request: ListPostmortemsRequest,
    options?: CallOptions,
  ): Promise<Page<PostmortemSummary>> {
    return this.#json('/postmortems', { ...options, query: { ...request } });
  }

  async getPostmortem(id: string, options?: CallOptions): Promise<Postmortem> {
    return this.#json(`/postmortems/${encodeURIComponent(id)}`, options);
  }

  async createPostmortem(
    input: PostmortemInput,
    options?: CallOptions,
  ): Promise<Postmortem> {
    return this.#json('/postmortems', {
      ...options,
      method: 'POST',
      json: input,
    });
  }

  async updatePostmortem(
    id: string,
    patch: PostmortemPatch,
    etag: string,
    options?: CallOptions,
  ): Promise<Postmortem> {
    return this.#json(`/postmortems/${encodeURIComponent(id)}`, {
      ...options,
      method: 'PATCH',
      json: patch,
      etag,
    });
  }

  async deletePostmortem(id: string, options?: CallOptions): Promise<void> {
    await this.#request(`/postmortems/${encodeURIComponent(id)}`, {
      ...options,
      method: 'DELETE',
    });
  }

  async saveSection(
    postmortemId: string,
    key: string,
    markdown: string,
    etag: string,
    options?: CallOptions,
  ): Promise<Section> {
    return this.#json(
      `/postmortems/${encodeURIComponent(
        postmortemId,
      )}/sections/${encodeURIComponent(key)}`,
      { ...options, method: 'PUT', json: { markdown }, etag },
    );
  }

  async uploadImage(
    postmortemId: string,
    image: Blob,
    options?: CallOptions,
  ): Promise<PostmortemImage> {
    return this.#json(
      `/postmortems/${encodeURIComponent(postmortemId)}/images`,
      {
        ...options,
        method: 'POST',
        body: image,
      },
    );
  }

  async getImage(
    postmortemId: string,
    imageId: string,
    options?: CallOptions,
  ): Promise<Blob> {
    const response = await this.#request(
      `/postmortems/${encodeURIComponent(
        postmortemId,
      )}/images/${encodeURIComponent(imageId)}`,
      options,
    );
    return response.blob();
  }

  async importRecords(
    input: ImportInput,
    options?: CallOptions,
  ): Promise<ImportReport> {
    return this.#json('/imports', { ...options, method: 'POST', json: input });
  }

  async #json<T>(path: string, call?: Call): Promise<T> {
    const response = await this.#request(path, call);
    return response.json();
  }

  async #request(path: string, call: Call = {}): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {})) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item !== undefined && item !== '') {
          query.append(name, String(item));
        }
      }
    }
    const headers = new Headers();
    if (call.token) {
      headers.set('Authorization', `Bearer ${call.token}`);
    }
    if (call.idempotencyKey) {
      headers.set('Idempotency-Key', call.idempotencyKey);
    }
    if (call.etag !== undefined) {
      headers.set('If-Match', `"${call.etag}"`);
    }
    if (call.json !== undefined) {
      headers.set('Content-Type', 'application/json');
    } else if (call.body) {
      headers.set('Content-Type', call.body.type || 'application/octet-stream');
    }
    const baseUrl = await this.#discoveryApi.getBaseUrl('postmortems');
    const search = query.size > 0 ? `?${query}` : '';
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}${search}`, {
      method: call.method ?? 'GET',
      headers,
      body: call.json === undefined ? call.body : JSON.stringify(call.json),
      signal: call.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
