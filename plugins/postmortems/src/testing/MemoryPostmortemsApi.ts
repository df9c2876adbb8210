import type {
  EffectivePolicy,
  Incident,
  IncidentSeries,
  IncidentSeriesRequest,
  ListIncidentsRequest,
  Page,
  Postmortem,
  PostmortemsApi,
  PostmortemsSettings,
} from '@hindsight/plugin-postmortems-common';
import {
  isOverdue,
  needsPostmortem,
  policy,
  series,
  settings,
} from './records';

/**
 * The backend in memory, for tests and for the plugin alone: it answers lists, series, policy and
 * settings from the records that it is given, and refuses what it does not know.
 */
export class MemoryPostmortemsApi implements PostmortemsApi {
  readonly #incidents: Incident[];
  readonly #postmortems: Postmortem[];
  readonly #policy: EffectivePolicy;
  readonly #settings: PostmortemsSettings;

  constructor(records?: {
    incidents?: Incident[];
    postmortems?: Postmortem[];
    policy?: EffectivePolicy;
    settings?: PostmortemsSettings;
  }) {
    this.#incidents = records?.incidents ?? [];
    this.#postmortems = records?.postmortems ?? [];
    this.#policy = records?.policy ?? policy();
    this.#settings = records?.settings ?? settings();
  }

  async getSettings(): Promise<PostmortemsSettings> {
    return this.#settings;
  }

  async getPolicy(): Promise<EffectivePolicy> {
    return this.#policy;
  }

  async listIncidents(request: ListIncidentsRequest): Promise<Page<Incident>> {
    const all = sorted(this.#matching(request), request.order);
    const start = Number(request.cursor ?? 0);
    const limit = request.limit ?? 25;
    return {
      items: all.slice(start, start + limit),
      totalItems: request.total ? all.length : undefined,
      pageInfo: {
        nextCursor: start + limit < all.length ? `${start + limit}` : undefined,
        prevCursor: start > 0 ? `${Math.max(0, start - limit)}` : undefined,
      },
    };
  }

  async getIncidentSeries(
    request: IncidentSeriesRequest,
  ): Promise<IncidentSeries> {
    return series(this.#matching(request));
  }

  async getIncident(id: string): Promise<Incident> {
    return found(
      this.#incidents.find(item => item.id === id || item.reference === id),
      id,
    );
  }

  async getPostmortem(id: string): Promise<Postmortem> {
    return found(
      this.#postmortems.find(item => item.id === id || item.reference === id),
      id,
    );
  }

  createIncident(
    ..._args: Parameters<PostmortemsApi['createIncident']>
  ): ReturnType<PostmortemsApi['createIncident']> {
    return refuse('createIncident');
  }

  updateIncident(
    ..._args: Parameters<PostmortemsApi['updateIncident']>
  ): ReturnType<PostmortemsApi['updateIncident']> {
    return refuse('updateIncident');
  }

  deleteIncident(
    ..._args: Parameters<PostmortemsApi['deleteIncident']>
  ): ReturnType<PostmortemsApi['deleteIncident']> {
    return refuse('deleteIncident');
  }

  listPostmortems(
    ..._args: Parameters<PostmortemsApi['listPostmortems']>
  ): ReturnType<PostmortemsApi['listPostmortems']> {
    return refuse('listPostmortems');
  }

  createPostmortem(
    ..._args: Parameters<PostmortemsApi['createPostmortem']>
  ): ReturnType<PostmortemsApi['createPostmortem']> {
    return refuse('createPostmortem');
  }

  updatePostmortem(
    ..._args: Parameters<PostmortemsApi['updatePostmortem']>
  ): ReturnType<PostmortemsApi['updatePostmortem']> {
    return refuse('updatePostmortem');
  }

  deletePostmortem(
    ..._args: Parameters<PostmortemsApi['deletePostmortem']>
  ): ReturnType<PostmortemsApi['deletePostmortem']> {
    return refuse('deletePostmortem');
  }

  saveSection(
    ..._args: Parameters<PostmortemsApi['saveSection']>
  ): ReturnType<PostmortemsApi['saveSection']> {
    return refuse('saveSection');
  }

  uploadImage(
    ..._args: Parameters<PostmortemsApi['uploadImage']>
  ): ReturnType<PostmortemsApi['uploadImage']> {
    return refuse('uploadImage');
  }

  getImage(
    ..._args: Parameters<PostmortemsApi['getImage']>
  ): ReturnType<PostmortemsApi['getImage']> {
    return refuse('getImage');
  }

  importRecords(
    ..._args: Parameters<PostmortemsApi['importRecords']>
  ): ReturnType<PostmortemsApi['importRecords']> {
    return refuse('importRecords');
  }

  #matching(filter: IncidentSeriesRequest): Incident[] {
    return this.#incidents.filter(item => matches(item, filter));
  }
}

async function refuse(method: string): Promise<never> {
  throw new Error(`${method} is not there without a backend`);
}

function found<T>(record: T | undefined, id: string): T {
  if (!record) {
    throw new Error(`There is no '${id}'`);
  }
  return record;
}

function matches(item: Incident, filter: IncidentSeriesRequest): boolean {
  const { postmortemDecision: decision, postmortem } = item;
  const tests = [
    !filter.entityRef ||
      item.affected.some(({ entityRef, snapshot }) =>
        [
          entityRef,
          ...(filter.relation === 'parts'
            ? [snapshot.owner, snapshot.system, snapshot.domain]
            : []),
        ].some(ref => ref && filter.entityRef?.includes(ref)),
      ),
    !filter.severity ||
      filter.severity.includes(item.severity ?? 'undetermined'),
    !filter.status || filter.status.includes(item.status),
    !filter.kind || filter.kind.includes(item.kind),
    !filter.startedAfter || item.startedAt >= filter.startedAfter,
    !filter.startedBefore || item.startedAt < filter.startedBefore,
    !filter.text ||
      `${item.title} ${item.summary}`
        .toLocaleLowerCase('en-US')
        .includes(filter.text.toLocaleLowerCase('en-US')),
    filter.hasPostmortem === undefined ||
      filter.hasPostmortem === (postmortem !== undefined),
    filter.needsPostmortem === undefined ||
      filter.needsPostmortem === needsPostmortem(item),
    filter.required === undefined || filter.required === decision.required,
    !filter.overdue || isOverdue(item),
  ];
  return tests.every(Boolean);
}

function sorted(
  incidents: Incident[],
  order: ListIncidentsRequest['order'] = '-startedAt',
): Incident[] {
  const length = (item: Incident) =>
    item.resolvedAt
      ? Date.parse(item.resolvedAt) - Date.parse(item.startedAt)
      : 0;
  const newest = [...incidents].sort((a, b) =>
    b.startedAt.localeCompare(a.startedAt),
  );
  switch (order) {
    case 'startedAt':
      return newest.reverse();
    case 'severity':
      return newest.sort((a, b) =>
        (a.severity ?? '~').localeCompare(b.severity ?? '~'),
      );
    case '-duration':
      return newest.sort((a, b) => length(b) - length(a));
    case 'dueAt':
      return newest.sort((a, b) =>
        (a.postmortemDecision.dueAt ?? '~').localeCompare(
          b.postmortemDecision.dueAt ?? '~',
        ),
      );
    default:
      return newest;
  }
}
