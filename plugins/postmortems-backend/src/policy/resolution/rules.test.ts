import type { JsonObject } from '@backstage/types';
import { type Case, from, SHOP, ask, threshold } from './__testUtils__/world';

const PRODUCTION = { 'spec.lifecycle': 'production' };
function rule(values: JsonObject, enforce = false, title = 'Production') {
  return { title, filter: PRODUCTION, enforce, ...values };
}

const ruleCases: Case[] = [
  {
    name: 'a rule before the default',
    world: { config: { policies: [rule({ severityThreshold: 'SEV3' })] } },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV3', ['Production']],
  },
  {
    name: 'a rule after every place in the catalog',
    world: {
      annotations: { company: threshold('SEV1') },
      config: { policies: [rule({ severityThreshold: 'SEV3' })] },
    },
    of: a => a.severityThreshold.value,
    is: 'SEV1',
  },
  {
    name: 'the first rule that sets the key, not the first that matches',
    world: {
      config: {
        policies: [
          rule({ approvals: 3 }, false, 'A'),
          rule({ severityThreshold: 'SEV3', approvals: 2 }, false, 'B'),
          rule({ severityThreshold: 'SEV1' }, false, 'C'),
        ],
      },
    },
    of: a => [from(a.severityThreshold), a.approvals.value],
    is: [['B'], 3],
  },
  {
    name: 'no rule whose filter does not match',
    world: {
      config: {
        policies: [
          {
            title: 'Libraries',
            filter: { 'spec.type': 'library' },
            severityThreshold: 'SEV4',
          },
        ],
      },
    },
    of: a => from(a.severityThreshold),
    is: ['default'],
  },
  {
    name: 'an enforced rule above a weaker annotation',
    world: {
      annotations: { component: threshold('SEV1') },
      config: { policies: [rule({ severityThreshold: 'SEV3' }, true)] },
    },
    of: a => [a.severityThreshold.value, a.severityThreshold.sources],
    is: [
      'SEV3',
      [
        {
          kind: 'rule',
          forEntityRef: SHOP,
          rule: 'Production',
          enforced: true,
        },
      ],
    ],
  },
  {
    name: 'a stricter annotation above an enforced rule',
    world: {
      annotations: { component: threshold('SEV4') },
      config: { policies: [rule({ severityThreshold: 'SEV3' }, true)] },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV4', [SHOP]],
  },
  {
    name: 'an enforced rule above none',
    world: {
      annotations: { component: threshold('none') },
      config: { policies: [rule({ severityThreshold: 'SEV1' }, true)] },
    },
    of: a => a.severityThreshold.value,
    is: 'SEV1',
  },
  {
    name: 'the default above a weaker enforced rule',
    world: {
      config: { policies: [rule({ severityThreshold: 'SEV1' }, true)] },
    },
    of: a => [a.severityThreshold.value, from(a.severityThreshold)],
    is: ['SEV2', ['default']],
  },
  {
    name: 'the strictest of several enforced rules',
    world: {
      config: {
        policies: [
          rule({ severityThreshold: 'SEV3' }, true, 'A'),
          rule({ severityThreshold: 'SEV4' }, true, 'B'),
        ],
      },
    },
    of: a => from(a.severityThreshold),
    is: ['B'],
  },
  {
    name: 'both sources, where an annotation equals an enforced rule',
    world: {
      annotations: { component: { approvals: '2' } },
      config: { policies: [rule({ approvals: 2 }, true)] },
    },
    of: a => [a.approvals.value, from(a.approvals)],
    is: [2, [SHOP, 'Production']],
  },
  {
    name: 'more approvals by an enforced rule',
    world: {
      annotations: { component: { approvals: '0' } },
      config: { policies: [rule({ approvals: 2 }, true)] },
    },
    of: a => a.approvals.value,
    is: 2,
  },
  {
    name: 'the earlier end by an enforced rule, business days counted from now',
    world: {
      annotations: { component: { 'publish-within': '5 business days' } },
      config: { policies: [rule({ publishWithin: 'P6D' }, true)] },
    },
    of: a => a.publishWithin.value,
    is: 'P6D',
  },
  {
    name: 'calendar days before business days, where they end earlier',
    world: {
      annotations: { component: { 'publish-within': 'P5D' } },
      config: { policies: [rule({ publishWithin: '5 business days' }, true)] },
    },
    of: a => a.publishWithin.value,
    is: 'P5D',
  },
  {
    name: 'restricted by an enforced rule',
    world: {
      annotations: { component: { visibility: 'internal' } },
      config: { policies: [rule({ visibility: 'restricted' }, true)] },
    },
    of: a => a.visibility.value,
    is: 'restricted',
  },
  {
    name: 'an enforced template above the annotation',
    world: {
      annotations: { component: { template: 'security' } },
      config: { policies: [rule({ template: 'lightweight' }, true)] },
    },
    of: a => [a.template.value, from(a.template)],
    is: ['lightweight', ['Production']],
  },
  {
    name: 'enforced due dates by priority',
    world: {
      annotations: { component: { 'action-item-due': 'P0=P30D,P1=P2D' } },
      config: {
        policies: [rule({ actionItemDue: { P0: 'P3D', P1: 'P10D' } }, true)],
      },
    },
    of: a => a.actionItemDue.value,
    is: { P0: 'P3D', P1: 'P2D', P2: 'P30D', P3: 'P90D' },
  },
  {
    name: 'an enforced reviewer beside those of the annotation',
    world: {
      annotations: { component: { 'required-reviewers': 'owner' } },
      config: {
        policies: [
          rule({ requiredReviewers: ['group:default/company'] }, true),
        ],
      },
    },
    of: a => a.reviewers.map(({ entityRef }) => entityRef),
    is: ['group:default/team', 'group:default/company'],
  },
  {
    name: 'an enforced frequency beside the annotation that turns it off',
    world: {
      annotations: {
        component: {
          'severity-threshold': 'none',
          'frequency-threshold': 'none',
        },
      },
      config: { policies: [rule({ frequencyThreshold: '3/P30D' }, true)] },
    },
    question: { severity: 'SEV4', others: 2 },
    of: a => [a.frequencyThreshold?.value, a.required.reason],
    is: [{ count: 3, window: 'P30D' }, 'FREQUENCY_REACHED'],
  },
];

describe('policy: rules', () => {
  it.each(ruleCases.map(value => [value.name, value] as const))(
    '%s',
    async (_name, { world, question, of, is }) => {
      expect(of(await ask(world, question))).toEqual(is);
    },
  );
});
