import type {
  Incident,
  PolicySource,
  Reviewer,
} from '@hindsight/plugin-postmortems-common';
import type { PolicyRequest } from '../policy';

const BY_HAND: PolicySource = { kind: 'manual' };

function isByHand(source: PolicySource): boolean {
  return source.kind === 'manual';
}

/** The reviewers whom somebody has named, whether the policy asks for them too or not. */
export function additionalReviewers(reviewers: Reviewer[]): string[] {
  return reviewers
    .filter(reviewer => reviewer.because.some(isByHand))
    .map(reviewer => reviewer.entityRef);
}

/**
 * Those whom the policy requires, then those whom somebody has named. Whoever is both is there
 * once, with both reasons.
 */
export function combineReviewers(
  required: Reviewer[],
  additional: string[],
): Reviewer[] {
  const byRef = new Map(
    required.map(reviewer => [reviewer.entityRef, reviewer]),
  );
  for (const entityRef of additional) {
    const known = byRef.get(entityRef);
    if (!known?.because.some(isByHand)) {
      byRef.set(entityRef, {
        ...(known ?? { entityRef, token: entityRef, required: true }),
        because: [...(known?.because ?? []), BY_HAND],
      });
    }
  }
  return [...byRef.values()];
}

/** What a postmortem's reviewers, approvals and template hang on. */
export type PolicyFacts = Pick<
  Incident,
  'id' | 'affected' | 'severity' | 'kind' | 'startedAt' | 'resolvedAt'
>;

/** Asks the policy about the incident of a postmortem. */
export function toPolicyRequest(incident: PolicyFacts): PolicyRequest {
  const refs = (entities: Incident['affected']) => [
    ...new Set(entities.map(({ entityRef }) => entityRef)),
  ];
  return {
    entityRefs: refs(incident.affected),
    cause: refs(incident.affected.filter(({ role }) => role === 'cause')),
    severity: incident.severity,
    kind: incident.kind,
    startedAt: incident.startedAt,
    resolvedAt: incident.resolvedAt,
    incidentId: incident.id,
    describe: true,
  };
}
