import { type Case, from, SHOP, ask } from './__testUtils__/world';

const valueCases: Case[] = [
  {
    name: 'the defaults of everything else',
    world: {},
    of: a => [
      a.approvals.value,
      a.template.value,
      a.publishWithin.value,
      a.actionItemDue.value,
      a.visibility.value,
      a.reviewers,
      a.frequencyThreshold,
    ],
    is: [
      1,
      'standard',
      '5 business days',
      { P0: 'P7D', P1: 'P15D', P2: 'P30D', P3: 'P90D' },
      'internal',
      [],
      undefined,
    ],
  },
  {
    name: 'keys from different places',
    world: {
      annotations: {
        component: { approvals: '3' },
        system: { template: 'lightweight' },
        company: { visibility: 'restricted' },
      },
    },
    of: a => [from(a.approvals), from(a.template), from(a.visibility)],
    is: [[SHOP], ['system:default/checkout'], ['group:default/company']],
  },
  {
    name: 'approvals that are no number',
    world: {
      annotations: {
        component: { approvals: 'two' },
        team: { approvals: '2' },
      },
    },
    of: a => [a.approvals.value, a.warnings[0].value],
    is: [2, 'two'],
  },
  {
    name: 'approvals beyond the limit',
    world: { annotations: { component: { approvals: '21' } } },
    of: a => [a.approvals.value, a.warnings.length],
    is: [1, 1],
  },
  {
    name: 'a template that is not there, with those that are',
    world: { annotations: { component: { template: 'long' } } },
    of: a => [a.template.value, a.warnings[0].message],
    is: [
      'standard',
      "'long' is no template; use security, standard, lightweight",
    ],
  },
  {
    name: 'a length of time that is none',
    world: {
      annotations: {
        component: { 'publish-within': 'five days' },
        domain: { 'publish-within': 'P10D' },
      },
    },
    of: a => [a.publishWithin.value, a.warnings.length],
    is: ['P10D', 1],
  },
  {
    name: 'a visibility that is none',
    world: { annotations: { component: { visibility: 'secret' } } },
    of: a => [a.visibility.value, a.warnings[0].annotation],
    is: ['internal', 'postmortems/visibility'],
  },
  {
    name: 'each priority from its nearest place',
    world: {
      annotations: {
        component: { 'action-item-due': 'P0=P1D' },
        domain: { 'action-item-due': 'P0=P9D, P1 = 2 business days' },
      },
    },
    of: a => [a.actionItemDue.value, from(a.actionItemDue)],
    is: [
      { P0: 'P1D', P1: '2 business days', P2: 'P30D', P3: 'P90D' },
      [SHOP, 'domain:default/payments', 'default'],
    ],
  },
  {
    name: 'a broken priority from the next place, the others kept',
    world: {
      annotations: {
        component: { 'action-item-due': 'P0=P1D,P1=soon,P7=P1D' },
        domain: { 'action-item-due': 'P1=P4D' },
      },
    },
    of: a => [
      a.actionItemDue.value.P0,
      a.actionItemDue.value.P1,
      a.warnings.length,
    ],
    is: ['P1D', 'P4D', 2],
  },
  {
    name: 'a frequency that is none',
    world: { annotations: { component: { 'frequency-threshold': 'often' } } },
    of: a => [a.frequencyThreshold, a.warnings[0].annotation],
    is: [undefined, 'postmortems/frequency-threshold'],
  },
  {
    name: 'a frequency that counts from the nought-th',
    world: { annotations: { component: { 'frequency-threshold': '0/P30D' } } },
    of: a => [a.frequencyThreshold, a.warnings.length],
    is: [undefined, 1],
  },
];

describe('policy: values', () => {
  it.each(valueCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
