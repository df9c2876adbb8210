import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  IncidentKind,
  PolicyDecision,
} from '@hindsight/plugin-postmortems-common';
import { DateTime, Duration } from 'luxon';
import type { PolicyConfiguration } from './configuration';
import {
  CatalogNodes,
  loadHierarchy,
  ownersOf,
  ownershipSnapshot,
  type Hierarchy,
} from './hierarchy';
import {
  combineValues,
  decideRequirement,
  dueAt,
  hangsOnFrequency,
  mergeWarnings,
  proposeOwner,
  resolveEntityPolicy,
  resolveReviewers,
  reviewerRefsToLoad,
  type CombinedValues,
  type EntityPolicy,
  type FrequencyFact,
  type Requirement,
} from './resolution';
import type {
  EntitySnapshot,
  IncidentCounter,
  PolicyRequest,
  PolicyService,
  ResolvedPolicy,
} from './types';

/** What a policy and a decision have in common. */
interface Evaluation {
  entityRefs: string[];
  severity?: string;
  hierarchy: Hierarchy;
  policies: EntityPolicy[];
  values: CombinedValues;
  requirement: Requirement;
  dueAt?: string;
}

/**
 * Resolves policies from the catalog and the configuration. What it reads of the catalog is
 * remembered for a short while.
 */
export class DefaultPolicyService implements PolicyService {
  readonly #configuration: PolicyConfiguration;
  readonly #nodes: CatalogNodes;
  readonly #counter: IncidentCounter;
  readonly #now: () => Date;

  static create(options: {
    configuration: PolicyConfiguration;
    catalog: CatalogService;
    auth: AuthService;
    counter: IncidentCounter;
    now?: () => Date;
  }): DefaultPolicyService {
    const { configuration, catalog, auth, counter } = options;
    return new DefaultPolicyService(
      configuration,
      CatalogNodes.create({
        catalog,
        auth,
        rules: configuration.rules,
        cacheMillis: configuration.catalogCacheMillis,
      }),
      counter,
      options.now ?? (() => new Date()),
    );
  }

  private constructor(
    configuration: PolicyConfiguration,
    nodes: CatalogNodes,
    counter: IncidentCounter,
    now: () => Date,
  ) {
    this.#configuration = configuration;
    this.#nodes = nodes;
    this.#counter = counter;
    this.#now = now;
  }

  async resolve(request: PolicyRequest): Promise<ResolvedPolicy> {
    const evaluation = await this.#evaluate(request);
    const { entityRefs, severity, policies, values, requirement } = evaluation;
    const { scale } = this.#configuration;
    const hierarchy = await this.#withReviewers(evaluation);
    const { reviewers, warnings } = resolveReviewers(
      policies,
      hierarchy,
      severity,
      scale,
    );
    const proposedOwner = proposeOwner(
      entityRefs,
      request.cause?.filter(ref => entityRefs.includes(ref)) ?? [],
      hierarchy,
    );
    return {
      entityRefs,
      ...(severity ? { severity } : {}),
      required: requirement,
      ...values,
      ...(evaluation.dueAt ? { dueAt: evaluation.dueAt } : {}),
      reviewers,
      ...(proposedOwner ? { proposedOwner } : {}),
      warnings: mergeWarnings([
        ...policies.flatMap(policy => policy.warnings),
        ...warnings,
      ]),
    };
  }

  async decide(
    request: PolicyRequest & { imported?: boolean },
  ): Promise<PolicyDecision> {
    const { requirement, dueAt: due } = await this.#evaluate(request);
    return {
      required: requirement.value,
      reason: requirement.reason,
      because: requirement.because,
      ...(due ? { dueAt: due } : {}),
      decidedAt: this.#now().toISOString(),
      fixed:
        request.resolvedAt !== undefined &&
        requirement.reason !== 'SEVERITY_UNDETERMINED',
      sources: requirement.sources,
    };
  }

  async snapshot(entityRefs: string[]): Promise<Map<string, EntitySnapshot>> {
    const refs = [...new Set(entityRefs)];
    const hierarchy = await loadHierarchy(this.#nodes, refs);
    const snapshotAt = this.#now().toISOString();
    return new Map(
      refs.map(ref => [ref, ownershipSnapshot(ref, hierarchy, snapshotAt)]),
    );
  }

  async #evaluate(
    request: PolicyRequest & { imported?: boolean },
  ): Promise<Evaluation> {
    const configuration = this.#configuration;
    const entityRefs = [...new Set(request.entityRefs)];
    const severity = request.severity
      ? configuration.scale.find(request.severity)?.name
      : undefined;
    const kind: IncidentKind = request.kind ?? 'incident';
    const reference = request.resolvedAt ?? this.#now().toISOString();
    const hierarchy = await loadHierarchy(this.#nodes, entityRefs);
    const policies = entityRefs.map(ref =>
      resolveEntityPolicy(ref, hierarchy, configuration, reference),
    );
    const decide = (frequencies: FrequencyFact[]) =>
      decideRequirement(
        policies,
        {
          kind,
          severity,
          startedAt: request.startedAt,
          imported: request.imported,
          describe: request.describe,
          frequencies,
        },
        configuration,
        hierarchy,
      );
    let requirement = decide([]);
    if (!request.describe && hangsOnFrequency(requirement)) {
      requirement = decide(await this.#count(policies, request));
    }
    const values = combineValues(policies, configuration, reference);
    return {
      entityRefs,
      severity,
      hierarchy,
      policies,
      values,
      requirement,
      dueAt: requirement.value
        ? dueAt(
            request.resolvedAt,
            values.publishWithin.value,
            configuration.timeZone,
          )
        : undefined,
    };
  }

  /** One query for the frequency thresholds of all entities. */
  async #count(
    policies: readonly EntityPolicy[],
    request: PolicyRequest,
  ): Promise<FrequencyFact[]> {
    const to = request.startedAt ?? this.#now().toISOString();
    const facts = policies.flatMap(({ entityRef, frequencyThresholds }) =>
      frequencyThresholds.map(({ value, sources }) => ({
        entityRef,
        threshold: value,
        sources,
      })),
    );
    if (facts.length === 0) {
      return [];
    }
    const counts = await this.#counter.countIncidents(
      facts.map(({ entityRef, threshold }) => ({
        entityRef,
        from: DateTime.fromISO(to, { zone: 'utc' })
          .minus(Duration.fromISO(threshold.window))
          .toISO({ suppressMilliseconds: false })!,
        to,
      })),
      { excludeIncidentId: request.incidentId },
    );
    // The incident itself is one of them, whether it is stored already or not.
    return facts.map((fact, index) => ({
      ...fact,
      count: (counts[index] ?? 0) + 1,
    }));
  }

  /** Reads who reviews, in one call, and the owners of dependents, in another. */
  async #withReviewers({
    policies,
    hierarchy,
    severity,
  }: Evaluation): Promise<Hierarchy> {
    const { references, dependents } = reviewerRefsToLoad(
      policies,
      hierarchy,
      severity,
      this.#configuration.scale,
    );
    if (references.size + dependents.size === 0) {
      return hierarchy;
    }
    const first = await this.#nodes.getNodes([...references, ...dependents]);
    const owners = [...dependents].flatMap(ref => {
      const node = first.get(ref);
      return node ? [...ownersOf(node)] : [];
    });
    const extended = hierarchy.with(first);
    return owners.length > 0
      ? extended.with(await this.#nodes.getNodes(owners))
      : extended;
  }
}
