import {
  type Case,
  from,
  SHOP,
  ask,
  threshold,
  TOOL,
} from './__testUtils__/world';

const severalCases: Case[] = [
  {
    name: 'required if any of several asks for it',
    world: {
      annotations: { component: threshold('SEV1'), other: threshold('SEV3') },
    },
    question: { refs: [SHOP, TOOL], severity: 'SEV3' },
    of: a => [a.required.value, from(a.required), a.severityThreshold.value],
    is: [true, [TOOL], 'SEV3'],
  },
  {
    name: 'both named where both ask',
    world: {
      annotations: { component: threshold('SEV2'), other: threshold('SEV3') },
    },
    question: { refs: [SHOP, TOOL], severity: 'SEV1' },
    of: a => a.required.because,
    is: 'Required, because component The shop asks for one from SEV2 and component The tool asks for one from SEV3.',
  },
  {
    name: 'the strictest decides what is not reached',
    world: {
      annotations: { component: threshold('SEV1'), other: threshold('SEV2') },
    },
    question: { refs: [SHOP, TOOL], severity: 'SEV4' },
    of: a => from(a.required),
    is: [TOOL],
  },
  {
    name: 'the earliest due date',
    world: {
      annotations: {
        component: { 'publish-within': '3 business days' },
        other: { 'publish-within': 'P4D' },
      },
    },
    // From Friday, three business days end on Wednesday and four days on Tuesday.
    question: { refs: [SHOP, TOOL], resolvedAt: '2026-11-06T09:00:00.000Z' },
    of: a => [a.publishWithin.value, a.dueAt],
    is: ['P4D', '2026-11-10T09:00:00.000Z'],
  },
  {
    name: 'all reviewers, each with every reason',
    world: {
      annotations: {
        component: { 'required-reviewers': 'owner,system-owner' },
        other: { 'required-reviewers': 'owner,group:default/company' },
      },
    },
    question: { refs: [SHOP, TOOL] },
    of: a =>
      a.reviewers.map(({ entityRef, because }) => [
        entityRef,
        because.map(source => source.forEntityRef),
      ]),
    is: [
      ['group:default/team', [SHOP]],
      ['group:default/system-team', [SHOP, TOOL]],
      ['group:default/company', [TOOL]],
    ],
  },
  {
    name: 'most approvals, strictest visibility, each priority the earliest',
    world: {
      annotations: {
        component: { approvals: '2', 'action-item-due': 'P0=P1D,P1=P20D' },
        other: { visibility: 'restricted', 'action-item-due': 'P0=P3D' },
      },
    },
    question: { refs: [SHOP, TOOL] },
    of: a => [a.approvals.value, a.visibility.value, a.actionItemDue.value],
    is: [2, 'restricted', { P0: 'P1D', P1: 'P15D', P2: 'P30D', P3: 'P90D' }],
  },
  {
    name: 'the template that is configured first',
    world: {
      annotations: {
        component: { template: 'standard' },
        other: { template: 'lightweight' },
      },
      config: { templates: [{ key: 'lightweight' }] },
    },
    question: { refs: [SHOP, TOOL] },
    of: a => [a.template.value, from(a.template)],
    is: ['lightweight', [TOOL]],
  },
  {
    name: 'the security template before the others where none is configured',
    world: { annotations: { other: { template: 'security' } } },
    question: { refs: [SHOP, TOOL] },
    of: a => a.template.value,
    is: 'security',
  },
  {
    name: 'one warning for a broken value that several inherit',
    world: {
      annotations: { company: threshold('bad') },
    },
    question: { refs: [SHOP, TOOL] },
    of: a => a.warnings.length,
    is: 1,
  },
  {
    name: 'the owner of the cause, before the first entity’s',
    world: {},
    question: { refs: [SHOP, TOOL], cause: [TOOL] },
    of: a => a.proposedOwner,
    is: 'group:default/system-team',
  },
];

describe('policy: several entities', () => {
  it.each(severalCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
