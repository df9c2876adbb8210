import type {
  PolicySource,
  PolicyWarning,
  Reviewer,
  SeverityScale,
} from '@hindsight/plugin-postmortems-common';
import {
  domainsOf,
  ownersOf,
  systemsOf,
  type CatalogNode,
  type Hierarchy,
} from '../hierarchy';
import type { ReviewerToken } from '../values';
import { nameOf } from './names';
import type { EntityPolicy } from './resolveEntityPolicy';
import { mergeSources } from './strictness';

/** Whether a reviewer is asked for at a severity; one that is limited is not while it is unknown. */
function applies(
  token: ReviewerToken,
  severity: string | undefined,
  scale: SeverityScale,
): boolean {
  return (
    token.atLeast === undefined ||
    (severity !== undefined && scale.isAtLeast(severity, token.atLeast))
  );
}

/**
 * What has to be read beyond the hierarchy to know who reviews: the users and groups that policies
 * name, and what depends on the entities where its owners review.
 */
export function reviewerRefsToLoad(
  policies: readonly EntityPolicy[],
  hierarchy: Hierarchy,
  severity: string | undefined,
  scale: SeverityScale,
): { references: Set<string>; dependents: Set<string> } {
  const references = new Set<string>();
  const dependents = new Set<string>();
  for (const { entityRef, reviewers } of policies) {
    for (const { value: token } of reviewers) {
      if (applies(token, severity, scale)) {
        if (token.ref) {
          references.add(token.ref);
        } else if (token.kind === 'dependent-owners') {
          for (const ref of hierarchy.get(entityRef)?.dependents ?? []) {
            dependents.add(ref);
          }
        }
      }
    }
  }
  return { references, dependents };
}

function ownersOfAll(
  refs: readonly string[],
  hierarchy: Hierarchy,
): readonly string[] {
  return refs.flatMap(ref => {
    const node = hierarchy.get(ref);
    return node ? ownersOf(node) : [];
  });
}

function namedBy(
  token: ReviewerToken,
  node: CatalogNode | undefined,
  hierarchy: Hierarchy,
): readonly string[] {
  if (token.ref) {
    return [token.ref];
  }
  if (!node) {
    return [];
  }
  switch (token.kind) {
    case 'owner':
      return ownersOf(node);
    case 'system-owner':
      return ownersOfAll(systemsOf(node), hierarchy);
    case 'domain-owner':
      return ownersOfAll(domainsOf(node, hierarchy), hierarchy);
    default:
      return ownersOfAll(node.dependents, hierarchy);
  }
}

/**
 * Who stands in for a reviewer that the catalog does not know: the parent of the group that owns
 * the entity, or else whoever answers for the entity, its system or its domain.
 */
function fallbackFor(
  missing: string,
  node: CatalogNode | undefined,
  hierarchy: Hierarchy,
): string | undefined {
  if (!node) {
    return undefined;
  }
  const owners = ownersOf(node);
  const parents = owners.flatMap(ref => [
    ...(hierarchy.get(ref)?.parents ?? []),
  ]);
  const candidates = [
    ...parents,
    ...owners,
    ...ownersOfAll(systemsOf(node), hierarchy),
    ...ownersOfAll(domainsOf(node, hierarchy), hierarchy),
  ];
  return candidates.find(ref => ref !== missing && hierarchy.get(ref));
}

function nobody(
  token: ReviewerToken,
  entityRef: string,
  source: PolicySource | undefined,
  hierarchy: Hierarchy,
): PolicyWarning {
  const lacks = {
    owner: 'no owner',
    'system-owner': 'no system with an owner',
    'domain-owner': 'no domain with an owner',
    'dependent-owners': 'no dependents',
    reference: 'no such reviewer',
  }[token.kind];
  return {
    entityRef,
    ...(source?.annotation ? { annotation: source.annotation } : {}),
    ...(source?.rule ? { rule: source.rule } : {}),
    value: token.kind,
    message: `Nobody is asked to review as ${token.kind}, for ${nameOf(
      entityRef,
      hierarchy,
    )} has ${lacks}`,
  };
}

/**
 * Who must review, each once with every reason. What depends on nothing is a fact and no mistake;
 * an owner that is asked for and not there leaves a warning.
 *
 * @param hierarchy - holds what {@link reviewerRefsToLoad} named, and the dependents' owners
 */
export function resolveReviewers(
  policies: readonly EntityPolicy[],
  hierarchy: Hierarchy,
  severity: string | undefined,
  scale: SeverityScale,
): { reviewers: Reviewer[]; warnings: PolicyWarning[] } {
  const reviewers = new Map<string, Reviewer>();
  const warnings: PolicyWarning[] = [];
  for (const { entityRef, reviewers: asked } of policies) {
    const node = hierarchy.get(entityRef);
    for (const { value: token, sources } of asked) {
      if (applies(token, severity, scale)) {
        const refs = namedBy(token, node, hierarchy);
        if (refs.length === 0 && node && token.kind !== 'dependent-owners') {
          warnings.push(nobody(token, entityRef, sources[0], hierarchy));
        }
        for (const ref of refs) {
          const known = reviewers.get(ref);
          if (known) {
            known.because = mergeSources([...known.because, ...sources]);
          } else {
            reviewers.set(ref, {
              entityRef: ref,
              token: token.ref ?? token.kind,
              required: true,
              because: sources,
            });
          }
          const reviewer = reviewers.get(ref);
          if (reviewer && !hierarchy.get(ref)) {
            reviewer.unresolved = true;
            reviewer.fallback ??= fallbackFor(ref, node, hierarchy);
          }
        }
      }
    }
  }
  return { reviewers: [...reviewers.values()], warnings };
}

/**
 * Who owns a new postmortem unless somebody says otherwise: the owner of the first cause, or of
 * the first entity; where the catalog does not know that owner, the system's or the domain's.
 */
export function proposeOwner(
  entityRefs: readonly string[],
  cause: readonly string[],
  hierarchy: Hierarchy,
): string | undefined {
  for (const ref of [...cause, ...entityRefs]) {
    const node = hierarchy.get(ref);
    const owner = node
      ? [
          ...ownersOf(node),
          ...ownersOfAll(systemsOf(node), hierarchy),
          ...ownersOfAll(domainsOf(node, hierarchy), hierarchy),
        ].find(candidate => hierarchy.get(candidate))
      : undefined;
    if (owner) {
      return owner;
    }
  }
  return undefined;
}
