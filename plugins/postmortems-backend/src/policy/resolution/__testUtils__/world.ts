import { ConfigReader } from '@backstage/config';
import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { readSettings } from '../../../settings';
import { loadHierarchy, toCatalogNode } from '../../hierarchy';
import {
  combineValues,
  decideRequirement,
  dueAt,
  mergeWarnings,
  proposeOwner,
  resolveEntityPolicy,
  resolveReviewers,
} from '..';

// A Monday, so that five days and five business days differ.
const NOW = '2026-11-02T09:00:00.000Z';

type Annotations = Record<string, string>;

/** An entity with annotations of this plugin, which are written without their prefix. */
export function entity(
  kind: string,
  name: string,
  spec: JsonObject = {},
  annotations: Annotations = {},
  relations: Entity['relations'] = undefined,
): Entity {
  const prefixed = Object.entries(annotations).map(([key, value]) => [
    `postmortems/${key}`,
    value,
  ]);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      title: `The ${name}`,
      annotations: Object.fromEntries(prefixed),
    },
    spec,
    ...(relations ? { relations } : {}),
  };
}

/** Places whose annotations a case sets, by the names used in the table. */
type Place =
  | 'api'
  | 'component'
  | 'other'
  | 'system'
  | 'domain'
  | 'parentDomain'
  | 'team'
  | 'department'
  | 'company'
  | 'systemTeam'
  | 'domainTeam';

interface World {
  annotations?: Partial<Record<Place, Annotations>>;
  /** Specs that replace those below. */
  specs?: Partial<Record<Place, JsonObject>>;
  config?: JsonObject;
  without?: Place[];
}

function entities({ annotations = {}, specs = {}, without = [] }: World) {
  const at = (place: Place) => annotations[place];
  const all: Array<[Place, Entity]> = [
    [
      'component',
      entity(
        'Component',
        'shop',
        specs.component ?? {
          type: 'service',
          lifecycle: 'production',
          owner: 'team',
          system: 'checkout',
        },
        at('component'),
      ),
    ],
    [
      'other',
      entity(
        'Component',
        'tool',
        specs.other ?? { type: 'library', owner: 'system-team' },
        at('other'),
      ),
    ],
    [
      'api',
      entity('API', 'orders', { owner: 'team' }, at('api'), [
        { type: 'apiConsumedBy', targetRef: 'component:default/tool' },
        { type: 'dependencyOf', targetRef: 'component:default/shop' },
        { type: 'ownedBy', targetRef: 'group:default/team' },
      ]),
    ],
    [
      'system',
      entity(
        'System',
        'checkout',
        specs.system ?? { owner: 'system-team', domain: 'payments' },
        at('system'),
      ),
    ],
    [
      'domain',
      entity(
        'Domain',
        'payments',
        specs.domain ?? { owner: 'domain-team', subdomainOf: 'commerce' },
        at('domain'),
      ),
    ],
    [
      'parentDomain',
      entity(
        'Domain',
        'commerce',
        specs.parentDomain ?? { owner: 'company' },
        at('parentDomain'),
      ),
    ],
    [
      'team',
      entity(
        'Group',
        'team',
        specs.team ?? { parent: 'department' },
        at('team'),
      ),
    ],
    [
      'department',
      entity(
        'Group',
        'department',
        specs.department ?? { parent: 'company' },
        at('department'),
      ),
    ],
    ['company', entity('Group', 'company', specs.company ?? {}, at('company'))],
    [
      'systemTeam',
      entity('Group', 'system-team', { parent: 'company' }, at('systemTeam')),
    ],
    [
      'domainTeam',
      entity('Group', 'domain-team', { parent: 'company' }, at('domainTeam')),
    ],
  ];
  return all.flatMap(([place, value]) =>
    without.includes(place) ? [] : [value],
  );
}

export const SHOP = 'component:default/shop';
export const TOOL = 'component:default/tool';

interface Question {
  refs?: string[];
  cause?: string[];
  severity?: string;
  kind?: 'incident' | 'drill' | 'maintenance';
  startedAt?: string;
  resolvedAt?: string;
  imported?: boolean;
  describe?: boolean;
  /** Other incidents in the window of each frequency threshold. */
  others?: number;
  extra?: Entity[];
}

/** What the policy says in a world. */
export async function ask(world: World, question: Question = {}) {
  const { policy } = readSettings(
    new ConfigReader({ postmortems: world.config ?? {} }),
  );
  const nodes = new Map(
    [...entities(world), ...(question.extra ?? [])].map(value => {
      const node = toCatalogNode(value, policy.rules);
      return [node.ref, node];
    }),
  );
  const refs = question.refs ?? [SHOP];
  // Everything is there to be read, so nothing that is unreachable may matter.
  const loaded = await loadHierarchy(
    {
      getNodes: async wanted =>
        new Map([...wanted].map(ref => [ref, nodes.get(ref)])),
    },
    refs,
  );
  const all = loaded.with(nodes);
  const reference = question.resolvedAt ?? NOW;
  const policies = refs.map(ref =>
    resolveEntityPolicy(ref, loaded, policy, reference),
  );
  const requirement = decideRequirement(
    policies,
    {
      kind: question.kind ?? 'incident',
      severity: question.severity,
      startedAt: question.startedAt,
      imported: question.imported,
      describe: question.describe,
      frequencies: policies.flatMap(({ entityRef, frequencyThresholds }) =>
        frequencyThresholds.map(({ value, sources }) => ({
          entityRef,
          threshold: value,
          sources,
          count: (question.others ?? 0) + 1,
        })),
      ),
    },
    policy,
    loaded,
  );
  const { reviewers, warnings } = resolveReviewers(
    policies,
    all,
    question.severity,
    policy.scale,
  );
  const values = combineValues(policies, policy, reference);
  return {
    ...values,
    required: requirement,
    dueAt: dueAt(
      question.resolvedAt,
      values.publishWithin.value,
      policy.timeZone,
    ),
    reviewers,
    proposedOwner: proposeOwner(refs, question.cause ?? [], loaded),
    warnings: mergeWarnings([
      ...policies.flatMap(({ warnings: own }) => own),
      ...warnings,
    ]),
  };
}

type Answer = Awaited<ReturnType<typeof ask>>;

export const threshold = (severity: string): Annotations => ({
  'severity-threshold': severity,
});
/** Where a value comes from, in short. */
export const from = ({ sources }: { sources: Answer['required']['sources'] }) =>
  sources.map(source => source.entityRef ?? source.rule ?? source.kind);

/** A line of the table. */
export interface Case {
  name: string;
  world: World;
  question?: Question;
  /** Picks what the case is about. */
  of: (answer: Answer) => unknown;
  is: unknown;
}
