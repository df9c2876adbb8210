import {
  incidentKindSchema,
  incidentOrderSchema,
  incidentStatusSchema,
  MAX_PAGE_SIZE,
  type IncidentKind,
  type IncidentOrder,
  type IncidentSeriesRequest,
  type IncidentStatus,
} from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';

/** The periods that are one click away. */
export const RANGES = ['3m', '12m', '24m', 'all'] as const;
export type Range = (typeof RANGES)[number];

export const POSTMORTEM_FILTERS = ['has', 'none', 'needed', 'overdue'] as const;
export type PostmortemFilter = (typeof POSTMORTEM_FILTERS)[number];

export const PAGE_SIZES = [10, 25, 50, 100] as const;

/** What a list of incidents shows, as it stands in the address bar. */
export interface ListState {
  entityRef?: string;
  relation: 'self' | 'parts';
  severity: string[];
  status: IncidentStatus[];
  kind: IncidentKind[];
  text: string;
  postmortem?: PostmortemFilter;
  order: IncidentOrder;
  range: Range;
  /** First day in the reader's zone, ISO 8601 date; it and `to` win over `range`. */
  from?: string;
  /** Last day in the reader's zone, ISO 8601 date. */
  to?: string;
  cursor?: string;
  limit: number;
}

/** What a list shows where its address says nothing. */
export const DEFAULT_LIST_STATE: ListState = {
  relation: 'parts',
  severity: [],
  status: [],
  kind: [],
  text: '',
  order: '-startedAt',
  range: '12m',
  limit: 25,
};

/** The parameters, in the order in which an address tells them. */
const NAMES: ReadonlyArray<keyof ListState> = [
  'entityRef',
  'relation',
  'range',
  'from',
  'to',
  'severity',
  'status',
  'kind',
  'postmortem',
  'text',
  'order',
  'limit',
  'cursor',
];

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<T extends string>(
  values: readonly T[],
  value: string | null,
): T | undefined {
  return values.find(item => item === value);
}

function day(value: string | null): string | undefined {
  return value && DATE.test(value) && DateTime.fromISO(value).isValid
    ? value
    : undefined;
}

/** Reads the state from an address; what it does not understand counts as not said. */
export function parseListState(
  params: URLSearchParams,
  defaults: ListState = DEFAULT_LIST_STATE,
): ListState {
  const limit = Number(params.get('limit'));
  return {
    entityRef: params.get('entityRef') ?? defaults.entityRef,
    relation:
      oneOf(['self', 'parts'] as const, params.get('relation')) ??
      defaults.relation,
    severity: params.getAll('severity').filter(value => value !== ''),
    status: params
      .getAll('status')
      .flatMap(value => oneOf(incidentStatusSchema.options, value) ?? []),
    kind: params
      .getAll('kind')
      .flatMap(value => oneOf(incidentKindSchema.options, value) ?? []),
    text: params.get('text') ?? '',
    postmortem: oneOf(POSTMORTEM_FILTERS, params.get('postmortem')),
    order:
      oneOf(incidentOrderSchema.options, params.get('order')) ?? defaults.order,
    range: oneOf(RANGES, params.get('range')) ?? defaults.range,
    from: day(params.get('from')),
    to: day(params.get('to')),
    cursor: params.get('cursor') ?? undefined,
    limit:
      Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_SIZE
        ? limit
        : defaults.limit,
  };
}

/** Writes the state into an address, and leaves other parameters of the page as they are. */
export function writeListState(
  state: ListState,
  params: URLSearchParams,
  defaults: ListState = DEFAULT_LIST_STATE,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of NAMES) {
    next.delete(name);
    const value = state[name];
    if (Array.isArray(value)) {
      for (const item of value) {
        next.append(name, item);
      }
    } else if (
      value !== undefined &&
      value !== '' &&
      value !== defaults[name]
    ) {
      next.set(name, String(value));
    }
  }
  return next;
}

/** The period that a list covers. Absent ends are open. */
export function periodOf(
  state: Pick<ListState, 'range' | 'from' | 'to'>,
  now: DateTime,
): { from?: DateTime; to?: DateTime } {
  if (state.from || state.to) {
    return {
      from: state.from ? DateTime.fromISO(state.from) : undefined,
      to: state.to ? DateTime.fromISO(state.to).plus({ days: 1 }) : undefined,
    };
  }
  const months = { '3m': 3, '12m': 12, '24m': 24, all: undefined }[state.range];
  // From the start of the day, so that the same question is asked all day.
  return months ? { from: now.startOf('day').minus({ months }) } : {};
}

/** The filters that chart, figures and rows share. */
export function toRequest(
  state: ListState,
  now: DateTime,
): IncidentSeriesRequest {
  const { from, to } = periodOf(state, now);
  return {
    ...(state.entityRef && {
      entityRef: [state.entityRef],
      relation: state.relation,
    }),
    ...(state.severity.length > 0 && { severity: state.severity }),
    ...(state.status.length > 0 && { status: state.status }),
    ...(state.kind.length > 0 && { kind: state.kind }),
    ...(state.text.trim() && { text: state.text.trim() }),
    ...postmortemFields(state.postmortem),
    ...(from && { startedAfter: from.toUTC().toISO() ?? undefined }),
    ...(to && { startedBefore: to.toUTC().toISO() ?? undefined }),
  };
}

function postmortemFields(
  filter: PostmortemFilter | undefined,
): Pick<
  IncidentSeriesRequest,
  'hasPostmortem' | 'needsPostmortem' | 'overdue'
> {
  switch (filter) {
    case 'has':
      return { hasPostmortem: true };
    case 'none':
      return { hasPostmortem: false };
    case 'needed':
      return { needsPostmortem: true };
    case 'overdue':
      return { overdue: true };
    default:
      return {};
  }
}

/** Whether anything but the period narrows the list. */
export function isFiltered(state: ListState): boolean {
  return (
    state.severity.length > 0 ||
    state.status.length > 0 ||
    state.kind.length > 0 ||
    state.text.trim() !== '' ||
    state.postmortem !== undefined
  );
}

/** The changes that take all filters away. */
export const NO_FILTERS: Partial<ListState> = {
  severity: [],
  status: [],
  kind: [],
  text: '',
  postmortem: undefined,
};
