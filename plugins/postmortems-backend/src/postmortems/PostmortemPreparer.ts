import { InputError } from '@backstage/errors';
import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';
import { ulid } from 'ulid';
import type { PolicyService } from '../policy';
import type { PreparedPostmortem } from './DatabasePostmortemStore';
import {
  combineReviewers,
  toPolicyRequest,
  type PolicyFacts,
} from './reviewers';
import { assertSectionFits } from './sectionText';
import type { PostmortemProvenance, PostmortemRecord } from './types';

/**
 * Makes a postmortem of what is known and what the policy says. Asks the catalog and the policy,
 * so it must not happen inside a transaction.
 */
export class PostmortemPreparer {
  readonly #policy: PolicyService;
  readonly #templates: readonly PostmortemTemplate[];

  static create(options: {
    policy: PolicyService;
    templates: readonly PostmortemTemplate[];
  }) {
    return new PostmortemPreparer(options.policy, options.templates);
  }

  private constructor(
    policy: PolicyService,
    templates: readonly PostmortemTemplate[],
  ) {
    this.#policy = policy;
    this.#templates = templates;
  }

  /**
   * @throws InputError naming the field
   */
  async prepare(
    record: Omit<PostmortemRecord, 'incidentId'>,
    incident: PolicyFacts,
    provenance: PostmortemProvenance,
  ): Promise<PreparedPostmortem> {
    // What the caller got wrong is said before anybody is asked.
    const named =
      record.template === undefined
        ? undefined
        : this.#requireTemplate(record.template);
    const policy = await this.#policy.resolve(toPolicyRequest(incident));
    const template = named ?? this.#requireTemplate(policy.template.value);
    const sections = record.sections ?? {};
    assertSections(template, sections);
    const author = provenance.by.startsWith('user:')
      ? provenance.by
      : undefined;
    return {
      id: ulid(),
      incidentId: incident.id,
      alsoCovers: record.alsoCovers,
      status: record.status ?? 'draft',
      owner: record.owner ?? policy.proposedOwner ?? author,
      template,
      reviewers: combineReviewers(
        policy.reviewers,
        record.additionalReviewers ?? [],
      ),
      approvals: policy.approvals.value,
      publishedAt: record.publishedAt,
      sections,
      createdBy: provenance.by,
      createdAt: provenance.at ?? new Date().toISOString(),
    };
  }

  #requireTemplate(key: string): PostmortemTemplate {
    const template = this.#templates.find(candidate => candidate.key === key);
    if (!template) {
      throw new InputError(
        `template: '${key.slice(0, 60)}' is no template; use ${this.#templates
          .map(known => known.key)
          .join(', ')}`,
      );
    }
    return template;
  }
}

function assertSections(
  template: PostmortemTemplate,
  sections: Record<string, string>,
) {
  const keys = new Set(template.sections.map(section => section.key));
  for (const [key, markdown] of Object.entries(sections)) {
    if (!keys.has(key)) {
      throw new InputError(
        `sections.${key}: the template '${
          template.key
        }' has no such section; it has ${[...keys].join(', ')}`,
      );
    }
    assertSectionFits(key, markdown);
  }
}
