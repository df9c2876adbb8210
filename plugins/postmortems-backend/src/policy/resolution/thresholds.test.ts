import { type Case, from, SHOP, ask, threshold } from './__testUtils__/world';

const severityCases: Case[] = [
  {
    name: 'the default, where nothing is said',
    world: {},
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV2', ['default']],
  },
  {
    name: 'the entity before everything',
    world: {
      annotations: {
        component: threshold('SEV3'),
        system: threshold('SEV1'),
        domain: threshold('SEV1'),
        team: threshold('SEV1'),
      },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV3', [SHOP]],
  },
  {
    name: 'the system before the domain',
    world: {
      annotations: { system: threshold('SEV4'), domain: threshold('SEV1') },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV4', ['system:default/checkout']],
  },
  {
    name: 'the domain before its parent',
    world: {
      annotations: {
        domain: threshold('SEV3'),
        parentDomain: threshold('SEV1'),
      },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV3', ['domain:default/payments']],
  },
  {
    name: "the domain's parent before the owning team, though weaker",
    world: {
      annotations: { parentDomain: threshold('SEV1'), team: threshold('SEV4') },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV1', ['domain:default/commerce']],
  },
  {
    name: 'the team before its department',
    world: {
      annotations: { team: threshold('SEV3'), department: threshold('SEV1') },
    },
    of: a => a.severityThreshold.value,
    is: 'SEV3',
  },
  {
    name: 'the topmost group, where nothing is nearer',
    world: { annotations: { company: threshold('SEV4') } },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV4', ['group:default/company']],
  },
  {
    name: 'not the owners of the system and the domain',
    world: {
      annotations: {
        systemTeam: threshold('SEV4'),
        domainTeam: threshold('SEV4'),
      },
    },
    of: a => from(a.severityThreshold),
    is: ['default'],
  },
  {
    name: 'the domain through the system only',
    world: {
      annotations: { domain: threshold('SEV4') },
      specs: { component: { owner: 'team' } },
    },
    of: a => from(a.severityThreshold),
    is: ['default'],
  },
  {
    name: 'another tool’s name for a severity',
    world: { annotations: { component: threshold('moderate') } },
    of: a => a.severityThreshold.value,
    is: 'SEV3',
  },
  {
    name: 'none, in any case',
    world: {
      annotations: { component: threshold('None'), domain: threshold('SEV1') },
    },
    of: a => a.severityThreshold.value,
    is: 'none',
  },
  {
    name: 'the next place after a value that cannot be used',
    world: {
      annotations: {
        component: threshold('high-ish'),
        domain: threshold('SEV1'),
      },
    },
    of: a => [a.severityThreshold.value, a.warnings],
    is: [
      'SEV1',
      [
        {
          entityRef: SHOP,
          annotation: 'postmortems/severity-threshold',
          value: 'high-ish',
          message:
            "'high-ish' is no severity; use SEV1, SEV2, SEV3, SEV4 or none",
        },
      ],
    ],
  },
  {
    name: 'the default after nothing but broken values, each with a warning',
    world: {
      annotations: { component: threshold(''), company: threshold('SEV9') },
    },
    of: a => [
      from(a.severityThreshold),
      a.warnings.map(({ entityRef }) => entityRef),
    ],
    is: [['default'], [SHOP, 'group:default/company']],
  },
  {
    name: 'a custom scale, whose second severity is the default',
    world: {
      config: {
        severities: [{ name: 'Red' }, { name: 'Amber' }, { name: 'Green' }],
      },
    },
    of: a => a.severityThreshold.value,
    is: 'Amber',
  },
  {
    name: 'the configured default',
    world: { config: { defaults: { severityThreshold: 'SEV4' } } },
    of: a => a.severityThreshold.value,
    is: 'SEV4',
  },
];

describe('policy: nearest place', () => {
  it.each(severityCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
