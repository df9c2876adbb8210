import {
  parseEntityRef,
  RELATION_API_CONSUMED_BY,
  RELATION_CHILD_OF,
  RELATION_DEPENDENCY_OF,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  evaluateFilterPredicate,
  type FilterPredicate,
} from '@backstage/filter-predicates';
import type { JsonValue } from '@backstage/types';
import { normalizeEntityRef } from '@hindsight/plugin-postmortems-common';
import type { PolicyRule } from '../configuration';

const ANNOTATION_PREFIX = 'postmortems/';

/** What the policy needs to know of an entity of the catalog. Refs are in canonical form. */
export interface CatalogNode {
  ref: string;
  /** Lower case. */
  kind: string;
  /** The name that people use. */
  title: string;
  /** The annotations of this plugin only. */
  annotations: Readonly<Record<string, string>>;
  owners: readonly string[];
  /** The systems that it is part of. */
  systems: readonly string[];
  /** The domains that it is part of, or a subdomain of. */
  domains: readonly string[];
  /** A group's parents, or a user's groups. */
  parents: readonly string[];
  /** What depends on it, or consumes it. */
  dependents: readonly string[];
  /** The configured rules whose filters match, by index. */
  rules: readonly number[];
}

/** The fields of an entity that {@link toCatalogNode} reads whatever the rules are. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'relations',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.domain',
  'spec.subdomainOf',
  'spec.parent',
  'spec.memberOf',
  'spec.profile',
];

function collectPaths(predicate: FilterPredicate, paths: Set<string>) {
  if (typeof predicate !== 'object') {
    return;
  }
  for (const [key, value] of Object.entries(predicate)) {
    if (key === '$all' || key === '$any') {
      for (const part of value as FilterPredicate[]) {
        collectPaths(part, paths);
      }
    } else if (key === '$not') {
      collectPaths(value as FilterPredicate, paths);
    } else {
      paths.add(key);
    }
  }
}

/**
 * The fields to ask the catalog for: no more than the policy and the rules' filters read, for an
 * API's definition alone can be megabytes.
 */
export function fieldsForRules(rules: readonly PolicyRule[]): string[] {
  const paths = new Set<string>(FIELDS);
  for (const rule of rules) {
    collectPaths(rule.filter, paths);
  }
  return [...paths];
}

function unique(refs: Iterable<string>): string[] {
  return [...new Set(refs)];
}

/**
 * What the entity's relations say, or where there are none of the type what its spec says. The
 * catalog keeps relations to what does not exist, so that a missing owner is noticed.
 */
function related(
  entity: Entity,
  types: string[],
  kinds: string[] | undefined,
  spec?: { value: JsonValue | undefined; defaultKind: string },
): string[] {
  const refs: string[] = [];
  for (const relation of entity.relations ?? []) {
    if (types.includes(relation.type)) {
      const ref = normalizeEntityRef(relation.targetRef);
      if (ref && (!kinds || kinds.includes(ref.split(':', 1)[0]))) {
        refs.push(ref);
      }
    }
  }
  if (refs.length === 0 && spec) {
    const values = Array.isArray(spec.value) ? spec.value : [spec.value];
    for (const value of values) {
      const ref =
        typeof value === 'string' && value
          ? toRef(value, spec.defaultKind, entity.metadata.namespace)
          : undefined;
      if (ref && (!kinds || kinds.includes(ref.split(':', 1)[0]))) {
        refs.push(ref);
      }
    }
  }
  const self = stringifyEntityRef(entity);
  return unique(refs).filter(ref => ref !== self);
}

function toRef(
  text: string,
  defaultKind: string,
  defaultNamespace: string | undefined,
): string | undefined {
  try {
    return normalizeEntityRef(
      stringifyEntityRef(
        parseEntityRef(text, { defaultKind, defaultNamespace }),
      ),
    );
  } catch {
    return undefined;
  }
}

function titleOf(entity: Entity): string {
  const profile = entity.spec?.profile;
  const displayName =
    profile && typeof profile === 'object' && !Array.isArray(profile)
      ? profile.displayName
      : undefined;
  return (
    entity.metadata.title ||
    (typeof displayName === 'string' && displayName) ||
    entity.metadata.name
  );
}

/** Reads what the policy needs from an entity. */
export function toCatalogNode(
  entity: Entity,
  rules: readonly PolicyRule[],
): CatalogNode {
  const kind = entity.kind.toLocaleLowerCase('en-US');
  const spec = entity.spec ?? {};
  const isDomain = kind === 'domain';
  const isUser = kind === 'user';
  const annotations: Record<string, string> = {};
  for (const [name, value] of Object.entries(
    entity.metadata.annotations ?? {},
  )) {
    if (name.startsWith(ANNOTATION_PREFIX)) {
      annotations[name] = String(value);
    }
  }
  let parents: string[] = [];
  if (kind === 'group') {
    parents = related(entity, [RELATION_CHILD_OF], ['group'], {
      value: spec.parent,
      defaultKind: 'Group',
    });
  } else if (isUser) {
    parents = related(entity, [RELATION_MEMBER_OF], ['group'], {
      value: spec.memberOf,
      defaultKind: 'Group',
    });
  }
  return {
    ref: stringifyEntityRef(entity),
    kind,
    title: titleOf(entity),
    annotations,
    owners: related(entity, [RELATION_OWNED_BY], ['group', 'user'], {
      value: spec.owner,
      defaultKind: 'Group',
    }),
    systems: related(entity, [RELATION_PART_OF], ['system'], {
      value: spec.system,
      defaultKind: 'System',
    }),
    domains: related(entity, [RELATION_PART_OF], ['domain'], {
      value: isDomain ? spec.subdomainOf : spec.domain,
      defaultKind: 'Domain',
    }),
    parents,
    dependents: related(
      entity,
      [RELATION_DEPENDENCY_OF, RELATION_API_CONSUMED_BY],
      undefined,
    ),
    rules: rules.flatMap((rule, index) =>
      evaluateFilterPredicate(rule.filter, entity) ? [index] : [],
    ),
  };
}
