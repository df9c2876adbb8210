import { type Case, SHOP, ask, TOOL } from './__testUtils__/world';

const reviewerCases: Case[] = [
  {
    name: 'the words for owners',
    world: {
      annotations: {
        component: { 'required-reviewers': 'Owner, system-owner,domain-owner' },
      },
    },
    of: a => a.reviewers.map(({ entityRef, token }) => [entityRef, token]),
    is: [
      ['group:default/team', 'owner'],
      ['group:default/system-team', 'system-owner'],
      ['group:default/domain-team', 'domain-owner'],
    ],
  },
  {
    name: 'the owners of what depends on an API or consumes it',
    world: {
      annotations: { api: { 'required-reviewers': 'dependent-owners' } },
    },
    question: { refs: ['api:default/orders'] },
    of: a => [a.reviewers.map(({ entityRef }) => entityRef), a.warnings],
    is: [['group:default/system-team', 'group:default/team'], []],
  },
  {
    name: 'nobody and no warning where nothing depends on it',
    world: {
      annotations: { component: { 'required-reviewers': 'dependent-owners' } },
    },
    of: a => [a.reviewers, a.warnings],
    is: [[], []],
  },
  {
    name: 'a limited reviewer at that severity',
    world: {
      annotations: {
        component: {
          'required-reviewers': 'owner,SEV1:group:default/company,sev2:owner',
        },
      },
    },
    question: { severity: 'SEV1' },
    of: a => a.reviewers.map(({ entityRef }) => entityRef),
    is: ['group:default/team', 'group:default/company'],
  },
  {
    name: 'no limited reviewer below that severity, or while it is unknown',
    world: {
      annotations: {
        component: { 'required-reviewers': 'SEV1:group:default/company' },
      },
    },
    of: a => [a.reviewers, a.warnings],
    is: [[], []],
  },
  {
    name: 'nobody, where none is written',
    world: {
      annotations: {
        component: { 'required-reviewers': 'none' },
        domain: { 'required-reviewers': 'owner' },
      },
    },
    of: a => [a.reviewers, a.warnings],
    is: [[], []],
  },
  {
    name: 'the good entries of a list that holds a bad one',
    world: {
      annotations: {
        component: { 'required-reviewers': 'owner,legal,SEV9:owner' },
        domain: { 'required-reviewers': 'domain-owner' },
      },
    },
    of: a => [
      a.reviewers.map(({ entityRef }) => entityRef),
      a.warnings.map(({ message }) => message.split(';')[0]),
    ],
    is: [
      ['group:default/team'],
      ["'legal' names no reviewer", "'SEV9:owner' names no reviewer"],
    ],
  },
  {
    name: 'the next place after a list with no good entry',
    world: {
      annotations: {
        component: { 'required-reviewers': 'component:default/shop' },
        domain: { 'required-reviewers': 'domain-owner' },
      },
    },
    of: a => a.reviewers.map(({ entityRef }) => entityRef),
    is: ['group:default/domain-team'],
  },
  {
    name: 'somebody who is gone, with the parent of the owning team instead',
    world: {
      annotations: { component: { 'required-reviewers': 'group:Gone' } },
    },
    of: a => a.reviewers[0],
    is: {
      entityRef: 'group:default/gone',
      token: 'group:default/gone',
      required: true,
      because: [
        {
          kind: 'annotation',
          forEntityRef: SHOP,
          entityRef: SHOP,
          annotation: 'postmortems/required-reviewers',
        },
      ],
      unresolved: true,
      fallback: 'group:default/department',
    },
  },
  {
    name: 'an owner who is gone: noticed, the system’s owner instead',
    world: {
      annotations: { component: { 'required-reviewers': 'owner' } },
      without: ['team'],
    },
    of: a => [
      a.reviewers[0].unresolved,
      a.reviewers[0].fallback,
      a.proposedOwner,
      a.warnings,
    ],
    is: [
      true,
      'group:default/system-team',
      'group:default/system-team',
      [
        {
          entityRef: SHOP,
          value: 'group:default/team',
          message:
            'The owner of component The shop is not in the catalog, so its policy cannot be read',
        },
      ],
    ],
  },
  {
    name: 'a warning where an owner is asked for and there is none',
    world: {
      annotations: { other: { 'required-reviewers': 'system-owner' } },
    },
    question: { refs: [TOOL] },
    of: a => [a.reviewers, a.warnings[0].message],
    is: [
      [],
      'Nobody is asked to review as system-owner, for component The tool has no system with an owner',
    ],
  },
];

describe('policy: reviewers', () => {
  it.each(reviewerCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
