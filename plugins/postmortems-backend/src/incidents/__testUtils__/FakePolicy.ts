import type { PolicyDecision } from '@hindsight/plugin-postmortems-common';
import type { PolicyService } from '../../policy';

/** Everything but `component:default/unknown` is in the catalog and belongs to red. */
export class FakePolicy implements PolicyService {
  visibility: 'internal' | 'restricted' = 'internal';
  owner = 'group:default/red';
  required = false;
  readonly decide = jest.fn(
    async (
      request: Parameters<PolicyService['decide']>[0],
    ): Promise<PolicyDecision> => ({
      required: this.required && !request.imported,
      reason: request.imported ? 'IMPORTED' : 'NO_THRESHOLD',
      because: 'for a test',
      decidedAt: new Date().toISOString(),
      dueAt: this.required ? request.resolvedAt : undefined,
      fixed: request.resolvedAt !== undefined,
      sources: [],
    }),
  );
  readonly resolve = jest.fn(async () => ({
    entityRefs: [],
    required: {
      value: false,
      reason: 'NO_THRESHOLD' as const,
      because: '',
      sources: [],
    },
    severityThreshold: { value: 'none', sources: [] },
    publishWithin: { value: 'P5D', sources: [] },
    template: { value: 'standard', sources: [] },
    reviewers: [],
    approvals: { value: 0, sources: [] },
    actionItemDue: { value: {}, sources: [] },
    visibility: { value: this.visibility, sources: [] },
    warnings: [],
  }));
  readonly snapshot = jest.fn(
    async (refs: string[]) =>
      new Map(
        refs.map(ref => [
          ref,
          ref.endsWith('unknown')
            ? { snapshotAt: '', unknown: true, ancestors: [] }
            : {
                owner: this.owner,
                snapshotAt: '',
                ancestors: [this.owner, 'domain:default/d'],
              },
        ]),
      ),
  );
}
