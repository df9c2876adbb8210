import {
  ANNOTATION_ACTION_ITEM_DUE,
  ANNOTATION_APPROVALS,
  ANNOTATION_FREQUENCY_THRESHOLD,
  ANNOTATION_PUBLISH_WITHIN,
  ANNOTATION_REQUIRED_REVIEWERS,
  ANNOTATION_SEVERITY_THRESHOLD,
  ANNOTATION_TEMPLATE,
  ANNOTATION_VISIBILITY,
  priorities,
  type FrequencyThreshold,
  type PolicySource,
  type PolicyWarning,
  type Priority,
  type Sourced,
} from '@hindsight/plugin-postmortems-common';
import type {
  PolicyConfiguration,
  PolicyRule,
  PolicyValues,
} from '../configuration';
import {
  lookupPlaces,
  type CatalogNode,
  type Gap,
  type Hierarchy,
} from '../hierarchy';
import {
  NONE,
  parseActionItemDue,
  parseApprovals,
  parseDuration,
  parseFrequencyThreshold,
  parseReviewers,
  parseSeverityThreshold,
  parseTemplate,
  parseVisibility,
  type Parsed,
  type ParsedList,
  type ReviewerToken,
} from '../values';
import { nameOf } from './names';
import {
  compareApprovals,
  compareDurations,
  compareSeverityThresholds,
  compareVisibilities,
  strictest,
  type Compare,
} from './strictness';

/** The policy of one entity. */
export interface EntityPolicy {
  entityRef: string;
  severityThreshold: Sourced<string>;
  /** The one that was found and those that rules enforce; each alone can require. */
  frequencyThresholds: Sourced<FrequencyThreshold>[];
  reviewers: Sourced<ReviewerToken>[];
  approvals: Sourced<number>;
  template: Sourced<string>;
  publishWithin: Sourced<string>;
  actionItemDue: Partial<Record<Priority, Sourced<string>>>;
  visibility: Sourced<'internal' | 'restricted'>;
  warnings: PolicyWarning[];
}

const ANNOTATIONS = {
  severityThreshold: ANNOTATION_SEVERITY_THRESHOLD,
  frequencyThreshold: ANNOTATION_FREQUENCY_THRESHOLD,
  requiredReviewers: ANNOTATION_REQUIRED_REVIEWERS,
  approvals: ANNOTATION_APPROVALS,
  template: ANNOTATION_TEMPLATE,
  publishWithin: ANNOTATION_PUBLISH_WITHIN,
  actionItemDue: ANNOTATION_ACTION_ITEM_DUE,
  visibility: ANNOTATION_VISIBILITY,
} as const satisfies Record<keyof PolicyValues, string>;

type Key = keyof PolicyValues;
type Value<K extends Key> = NonNullable<PolicyValues[K]>;

function asList<T>(parsed: Parsed<T>): ParsedList<T> {
  return parsed.error === undefined
    ? { value: parsed.value, errors: [] }
    : { errors: [parsed.error] };
}

/** Looks values up for one entity and gathers what is wrong on the way. */
class Lookup {
  readonly warnings: PolicyWarning[] = [];
  readonly #entityRef: string;
  readonly #configuration: PolicyConfiguration;
  readonly #places: readonly CatalogNode[];
  readonly #rules: readonly PolicyRule[];

  constructor(
    entityRef: string,
    configuration: PolicyConfiguration,
    places: readonly CatalogNode[],
    rules: readonly PolicyRule[],
  ) {
    this.#entityRef = entityRef;
    this.#configuration = configuration;
    this.#places = places;
    this.#rules = rules;
  }

  /** What annotations say, nearest first; those that cannot be used leave a warning. */
  *annotated<K extends Key>(
    key: K,
    parse: (text: string) => ParsedList<Value<K>>,
  ): Generator<Sourced<Value<K>>> {
    const annotation = ANNOTATIONS[key];
    for (const place of this.#places) {
      const text = place.annotations[annotation];
      if (text !== undefined) {
        const { value, errors } = parse(text);
        for (const message of errors) {
          this.warnings.push({
            entityRef: place.ref,
            annotation,
            value: text,
            message,
          });
        }
        if (value !== undefined) {
          yield {
            value,
            sources: [
              {
                kind: 'annotation',
                forEntityRef: this.#entityRef,
                entityRef: place.ref,
                annotation,
              },
            ],
          };
        }
      }
    }
  }

  /** What the rules that match say, in their order. */
  *ruled<K extends Key>(
    key: K,
    enforced: boolean,
  ): Generator<Sourced<Value<K>>> {
    for (const rule of this.#rules) {
      const value = rule[key];
      if (rule.enforce === enforced && value !== undefined) {
        yield { value, sources: [this.#ruleSource(rule)] };
      }
    }
  }

  /** The nearest annotation, the first matching rule or the default. */
  nearest<K extends Key>(
    key: K,
    parse: (text: string) => ParsedList<Value<K>>,
  ): Sourced<Value<K>> | undefined {
    for (const found of this.annotated(key, parse)) {
      return found;
    }
    for (const found of this.ruled(key, false)) {
      return found;
    }
    const value = this.#configuration.defaults[key];
    return value === undefined
      ? undefined
      : { value, sources: [this.defaultSource()] };
  }

  /** The nearest value, or what a rule enforces where that is stricter. */
  floored<K extends Key>(
    key: K,
    parse: (text: string) => Parsed<Value<K>>,
    compare: Compare<Value<K>>,
  ): Sourced<Value<K>>[] {
    const nearest = this.nearest(key, text => asList(parse(text)));
    const candidates = [
      ...(nearest ? [nearest] : []),
      ...this.ruled(key, true),
    ];
    return candidates.length > 0 ? [strictest(candidates, compare)] : [];
  }

  defaultSource(): PolicySource {
    return { kind: 'default', forEntityRef: this.#entityRef };
  }

  #ruleSource(rule: PolicyRule): PolicySource {
    return {
      kind: 'rule',
      forEntityRef: this.#entityRef,
      rule: rule.title,
      ...(rule.enforce ? { enforced: true } : {}),
    };
  }
}

function gapWarning(gap: Gap, hierarchy: Hierarchy): PolicyWarning {
  const what = {
    owner: 'owner',
    system: 'system',
    domain: gap.from.kind === 'domain' ? 'parent domain' : 'domain',
    parent: gap.from.kind === 'user' ? 'group' : 'parent group',
  }[gap.link];
  return {
    entityRef: gap.from.ref,
    value: gap.ref,
    message: `The ${what} of ${nameOf(
      gap.from.ref,
      hierarchy,
    )} is not in the catalog, so its policy cannot be read`,
  };
}

function isThreshold(
  found: Sourced<FrequencyThreshold | typeof NONE> | undefined,
): found is Sourced<FrequencyThreshold> {
  return found !== undefined && found.value !== NONE;
}

function resolveActionItemDue(
  lookup: Lookup,
  configuration: PolicyConfiguration,
  compare: Compare<string>,
): EntityPolicy['actionItemDue'] {
  const nearest: EntityPolicy['actionItemDue'] = {};
  const take = (
    found: Sourced<Partial<Record<Priority, string>>>,
    onlyMissing: boolean,
  ) => {
    for (const priority of priorities) {
      const value = found.value[priority];
      const before = nearest[priority];
      if (value !== undefined && (!before || !onlyMissing)) {
        const candidate = { value, sources: found.sources };
        nearest[priority] = before
          ? strictest([before, candidate], compare)
          : candidate;
      }
    }
  };
  for (const found of lookup.annotated('actionItemDue', parseActionItemDue)) {
    take(found, true);
    if (priorities.every(priority => nearest[priority])) {
      break;
    }
  }
  for (const found of lookup.ruled('actionItemDue', false)) {
    take(found, true);
  }
  take(
    {
      value: configuration.defaults.actionItemDue,
      sources: [lookup.defaultSource()],
    },
    true,
  );
  for (const found of lookup.ruled('actionItemDue', true)) {
    take(found, false);
  }
  return nearest;
}

/**
 * The policy of one entity: for each key the nearest value, raised to what rules enforce.
 *
 * @param reference - ISO 8601; lengths of time are compared from here, for business days and
 *   calendar days compare differently on a Monday and on a Friday
 */
export function resolveEntityPolicy(
  entityRef: string,
  hierarchy: Hierarchy,
  configuration: PolicyConfiguration,
  reference: string,
): EntityPolicy {
  const { scale, templateKeys, timeZone } = configuration;
  const node = hierarchy.get(entityRef);
  const { places, gaps } = node
    ? lookupPlaces(node, hierarchy)
    : { places: [], gaps: [] };
  const rules = node?.rules.map(index => configuration.rules[index]) ?? [];
  const lookup = new Lookup(entityRef, configuration, places, rules);
  const durations = compareDurations(reference, timeZone);

  const [severityThreshold] = lookup.floored(
    'severityThreshold',
    text => parseSeverityThreshold(text, scale),
    compareSeverityThresholds(scale),
  );
  const frequencyThresholds = [
    lookup.nearest('frequencyThreshold', text =>
      asList(parseFrequencyThreshold(text)),
    ),
    ...lookup.ruled('frequencyThreshold', true),
  ].filter(isThreshold);
  const reviewers = [
    lookup.nearest('requiredReviewers', text =>
      parseReviewers(text.split(','), scale),
    ),
    ...lookup.ruled('requiredReviewers', true),
  ].flatMap(found =>
    (found?.value ?? []).map(value => ({
      value,
      sources: found?.sources ?? [],
    })),
  );
  const [approvals] = lookup.floored(
    'approvals',
    parseApprovals,
    compareApprovals,
  );
  const [enforcedTemplate] = lookup.ruled('template', true);
  const template = lookup.nearest('template', text =>
    asList(parseTemplate(text, templateKeys)),
  );
  const [publishWithin] = lookup.floored(
    'publishWithin',
    parseDuration,
    durations,
  );
  const actionItemDue = resolveActionItemDue(lookup, configuration, durations);
  const [visibility] = lookup.floored(
    'visibility',
    parseVisibility,
    compareVisibilities,
  );
  return {
    entityRef,
    severityThreshold,
    frequencyThresholds,
    reviewers,
    approvals,
    template: enforcedTemplate ??
      template ?? {
        value: configuration.defaults.template,
        sources: [lookup.defaultSource()],
      },
    publishWithin,
    actionItemDue,
    visibility,
    warnings: [
      ...(node
        ? []
        : [
            {
              entityRef,
              value: entityRef,
              message: `The catalog does not hold ${nameOf(
                entityRef,
                hierarchy,
              )}, so only the default applies to it`,
            },
          ]),
      ...gaps.map(gap => gapWarning(gap, hierarchy)),
      ...lookup.warnings,
    ],
  };
}
