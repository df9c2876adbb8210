import type { HumanDuration } from '@backstage/types';

/** Values of a policy; each may be absent. */
interface PostmortemPolicyValues {
  /**
   * A postmortem is required at this severity or worse; `none` where severity alone never
   * requires one.
   * @visibility backend
   */
  severityThreshold?: string;
  /**
   * The how-manieth incident within how long requires a postmortem, such as `3/P30D`; `none` for
   * never.
   * @visibility backend
   */
  frequencyThreshold?: string;
  /**
   * Who must review: `owner`, `system-owner`, `domain-owner`, `dependent-owners`, or users and
   * groups such as `group:default/sre`, each with an optional severity in front as in
   * `SEV1:group:default/legal`. An empty list for nobody.
   * @visibility backend
   */
  requiredReviewers?: string[];
  /**
   * How many different people must approve, 0 to 20.
   * @visibility backend
   */
  approvals?: number;
  /**
   * Key of the template that a new postmortem gets.
   * @visibility backend
   */
  template?: string;
  /**
   * How long after the resolution a postmortem is due: an ISO 8601 duration such as `P5D`, or
   * `3 business days`.
   * @visibility backend
   */
  publishWithin?: string;
  /**
   * How long after their creation action items are due, by priority.
   * @visibility backend
   */
  actionItemDue?: {
    /** @visibility backend */
    P0?: string;
    /** @visibility backend */
    P1?: string;
    /** @visibility backend */
    P2?: string;
    /** @visibility backend */
    P3?: string;
  };
  /**
   * Who may see the documents: everybody who may see the entities, or only those concerned.
   * @visibility backend
   */
  visibility?: 'internal' | 'restricted';
}

/** A rule for all entities that a filter matches. */
interface PostmortemPolicyRule extends PostmortemPolicyValues {
  /**
   * Names the rule where the policy says why.
   * @visibility backend
   */
  title: string;
  /**
   * A filter predicate over the entity, as in `{ kind: Component, spec.lifecycle: production }`.
   * @visibility backend
   */
  filter: { [path: string]: unknown };
  /**
   * The rule is a floor that nothing in the catalog can go below. Default: false, and the rule
   * applies where the catalog says nothing.
   * @visibility backend
   */
  enforce?: boolean;
}

export interface Config {
  postmortems?: {
    /**
     * The severities, worst first. Default: SEV1 to SEV4.
     * @visibility backend
     */
    severities?: Array<{
      /**
       * The name that is stored and shown: no spaces, commas or colons.
       * @visibility backend
       */
      name: string;
      /**
       * What it means, in a few words.
       * @visibility backend
       */
      title?: string;
      /**
       * What other tools call it; case does not matter.
       * @visibility backend
       */
      aliases?: string[];
    }>;

    /**
     * Rules for entities by filter. Where the catalog says nothing, the first one that matches
     * and sets a value applies; those with `enforce: true` all apply, always.
     * @visibility backend
     */
    policies?: PostmortemPolicyRule[];

    /**
     * What applies where neither the catalog nor a rule says anything. Default: the second
     * severity of the scale, no reviewers, 1 approval, template standard, 5 business days, action
     * items after P7D, P15D, P30D and P90D, internal.
     * @visibility backend
     */
    defaults?: PostmortemPolicyValues;

    /**
     * Incidents that started before this date never require a postmortem, such as `2026-01-01`.
     * @visibility backend
     */
    requiredSince?: string;

    /**
     * IANA name of the time zone whose weekdays are business days and in which dates without a
     * time are read. Default: UTC.
     * @visibility backend
     */
    timeZone?: string;

    /**
     * How long what the catalog said may be used again. Default: 30 seconds.
     * @visibility backend
     */
    catalogCache?: HumanDuration | string;

    permissions?: {
      /**
       * How long a permission decision may be used again, at most 10 seconds. Default: not at all.
       * @visibility backend
       */
      decisionCache?: HumanDuration | string;
    };

    /**
     * Templates. Their order decides where several affected entities ask for different ones: the
     * first wins. What is left out of an entry with a built-in key (`security`, `standard`,
     * `lightweight`) is taken from the built-in template.
     * @visibility backend
     */
    templates?: Array<{
      /**
       * Lower-case words joined by hyphens.
       * @visibility backend
       */
      key: string;
      /** @visibility backend */
      title?: string;
      /**
       * When to use it.
       * @visibility backend
       */
      description?: string;
      /** @visibility backend */
      sections?: Array<{
        /**
         * Lower-case words joined by hyphens.
         * @visibility backend
         */
        key: string;
        /** @visibility backend */
        title: string;
        /**
         * What belongs here, shown to the person who writes.
         * @visibility backend
         */
        help?: string;
        /**
         * The section must not stay empty. Default: true.
         * @visibility backend
         */
        required?: boolean;
      }>;
    }>;

    /**
     * YAML files with one template, or a list of them, after those in `templates`. Paths start
     * from the folder in which the backend runs.
     * @visibility backend
     */
    templateFiles?: string[];

    /**
     * The roles in an incident that somebody who files is offered.
     * @visibility backend
     */
    incidentRoles?: Array<{
      /**
       * Lower-case words joined by hyphens.
       * @visibility backend
       */
      key: string;
      /** @visibility backend */
      title: string;
    }>;
  };
}
