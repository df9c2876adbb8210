import { type Case, entity, from, ask } from './__testUtils__/world';

const kindCases: Case[] = [
  {
    name: 'a system: itself, its domains, its owners',
    world: {
      annotations: {
        system: { approvals: '2' },
        domain: { template: 'lightweight' },
        systemTeam: { visibility: 'restricted' },
      },
    },
    question: { refs: ['system:default/checkout'] },
    of: a => [from(a.approvals), from(a.template), from(a.visibility)],
    is: [
      ['system:default/checkout'],
      ['domain:default/payments'],
      ['group:default/system-team'],
    ],
  },
  {
    name: 'a domain: itself, its parents, its owners',
    world: {
      annotations: {
        parentDomain: { approvals: '2' },
        domainTeam: { approvals: '3', template: 'lightweight' },
      },
    },
    question: { refs: ['domain:default/payments'] },
    of: a => [from(a.approvals), from(a.template)],
    is: [['domain:default/commerce'], ['group:default/domain-team']],
  },
  {
    name: 'a group: itself and its parents, and it answers for itself',
    world: {
      annotations: {
        team: { 'required-reviewers': 'owner' },
        department: { approvals: '2' },
      },
    },
    question: { refs: ['group:default/team'] },
    of: a => [
      from(a.approvals),
      a.reviewers.map(({ entityRef }) => entityRef),
      a.proposedOwner,
    ],
    is: [
      ['group:default/department'],
      ['group:default/team'],
      'group:default/team',
    ],
  },
  {
    name: 'what a user owns: the user, then their groups',
    world: {
      annotations: { department: { approvals: '2' } },
      specs: { component: { owner: 'user:ada' } },
    },
    question: {
      extra: [entity('User', 'ada', { memberOf: ['team'] })],
    },
    of: a => [from(a.approvals), a.proposedOwner],
    is: [['group:default/department'], 'user:default/ada'],
  },
  {
    name: 'an entity that the catalog does not hold: the default and a warning',
    world: {
      config: { policies: [{ title: 'All', filter: {}, approvals: 5 }] },
    },
    question: { refs: ['component:default/gone'], severity: 'SEV1' },
    of: a => [a.approvals.value, a.required.value, a.warnings[0].message],
    is: [
      1,
      true,
      'The catalog does not hold component gone, so only the default applies to it',
    ],
  },
  {
    name: 'domains and groups that go round in circles',
    world: {
      annotations: { company: { approvals: '4' } },
      specs: {
        parentDomain: { owner: 'company', subdomainOf: 'payments' },
        company: { parent: 'team' },
      },
    },
    of: a => [a.approvals.value, a.warnings],
    is: [4, []],
  },
];

describe('policy: kinds of entities', () => {
  it.each(kindCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
