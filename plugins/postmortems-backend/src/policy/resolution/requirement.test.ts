import { type Case, SHOP, ask, threshold } from './__testUtils__/world';

const requirementCases: Case[] = [
  {
    name: 'required at the threshold',
    world: { annotations: { domain: threshold('SEV2') } },
    question: { severity: 'SEV2' },
    of: a => a.required,
    is: {
      value: true,
      reason: 'SEVERITY_REACHED',
      because: 'Required, because domain The payments asks for one from SEV2.',
      sources: [
        {
          kind: 'annotation',
          forEntityRef: SHOP,
          entityRef: 'domain:default/payments',
          annotation: 'postmortems/severity-threshold',
        },
      ],
    },
  },
  {
    name: 'required when worse',
    world: {},
    question: { severity: 'SEV1' },
    of: a => [a.required.value, a.required.because],
    is: [true, 'Required, because the default asks for one from SEV2.'],
  },
  {
    name: 'not required below',
    world: { annotations: { system: threshold('SEV1') } },
    question: { severity: 'SEV2' },
    of: a => [a.required.value, a.required.reason, a.required.because],
    is: [
      false,
      'SEVERITY_BELOW',
      'Not required: this is SEV2, and system The checkout asks for one from SEV1.',
    ],
  },
  {
    name: 'open while the severity is undetermined',
    world: {},
    of: a => [a.required.value, a.required.reason, a.required.because],
    is: [
      false,
      'SEVERITY_UNDETERMINED',
      'Not known yet: the severity is undetermined, and the default asks for one from SEV2.',
    ],
  },
  {
    name: 'described without an incident',
    world: { annotations: { domain: threshold('SEV2') } },
    question: { describe: true },
    of: a => a.required.because,
    is: 'Required from SEV2, because domain The payments asks for it.',
  },
  {
    name: 'required by frequency though the severity is undetermined',
    world: { annotations: { component: { 'frequency-threshold': '3/P30D' } } },
    question: { others: 2 },
    of: a => [a.required.reason, a.required.because],
    is: [
      'FREQUENCY_REACHED',
      'Required, because component The shop has reached 3 incidents within 30 days, and component The shop asks for one from the 3rd.',
    ],
  },
  {
    name: 'not required by frequency one incident earlier',
    world: { annotations: { component: { 'frequency-threshold': '3/P30D' } } },
    question: { severity: 'SEV4', others: 1 },
    of: a => [a.required.value, a.required.reason],
    is: [false, 'SEVERITY_BELOW'],
  },
  {
    name: 'never required where severity asks for none',
    world: { annotations: { component: threshold('none') } },
    question: { severity: 'SEV1' },
    of: a => [a.required.value, a.required.reason, a.required.because],
    is: [
      false,
      'NO_THRESHOLD',
      'Not required: component The shop asks for none at any severity.',
    ],
  },
  {
    name: 'never required for a drill',
    world: { annotations: { component: { 'frequency-threshold': '1/P1D' } } },
    question: { severity: 'SEV1', kind: 'drill' },
    of: a => [a.required.value, a.required.reason],
    is: [false, 'NOT_AN_INCIDENT'],
  },
  {
    name: 'never required for maintenance',
    world: {},
    question: { severity: 'SEV1', kind: 'maintenance' },
    of: a => a.required.because,
    is: 'Not required: maintenance never asks for a postmortem.',
  },
  {
    name: 'never required for imports',
    world: {},
    question: { severity: 'SEV1', imported: true },
    of: a => [a.required.value, a.required.reason],
    is: [false, 'IMPORTED'],
  },
  {
    name: 'never required before requiredSince, a date in the configured zone',
    world: {
      config: { requiredSince: '2026-01-01', timeZone: 'America/New_York' },
    },
    question: { severity: 'SEV1', startedAt: '2026-01-01T04:59:59.000Z' },
    of: a => [a.required.reason, a.required.because],
    is: [
      'BEFORE_REQUIRED_SINCE',
      'Not required: it started before 1 January 2026, from when on postmortems are required.',
    ],
  },
  {
    name: 'required from the first moment of requiredSince',
    world: {
      config: { requiredSince: '2026-01-01', timeZone: 'America/New_York' },
    },
    question: { severity: 'SEV1', startedAt: '2026-01-01T05:00:00.000Z' },
    of: a => a.required.reason,
    is: 'SEVERITY_REACHED',
  },
  {
    name: 'never required without an entity, with the default values',
    world: {},
    question: { refs: [], severity: 'SEV1' },
    of: a => [a.required.reason, a.severityThreshold.value, a.reviewers],
    is: ['NO_AFFECTED_ENTITY', 'SEV2', []],
  },
  {
    name: 'due after business days in the configured zone',
    world: { config: { timeZone: 'Europe/Berlin' } },
    // Friday 23:30 in UTC is Saturday in Berlin.
    question: { severity: 'SEV1', resolvedAt: '2026-11-06T23:30:00.000Z' },
    of: a => a.dueAt,
    is: '2026-11-12T23:30:00.000Z',
  },
];

describe('policy: requirement', () => {
  it.each(requirementCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
