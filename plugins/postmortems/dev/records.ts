import type { Entity } from '@backstage/catalog-model';
import type { Incident } from '@hindsight/plugin-postmortems-common';
import { DateTime } from 'luxon';
import { affected, decision, incident, policy } from '../src/testing';

function entity(
  kind: string,
  name: string,
  title: string,
  relations: Array<[type: string, targetRef: string]> = [],
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', name, title, uid: `${kind}-${name}` },
    spec: { type: 'service', lifecycle: 'production', profile: {} },
    relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
  };
}

const OWNER: [string, string] = ['ownedBy', 'group:default/team-payments'];
const SYSTEM: [string, string] = ['partOf', 'system:default/checkout'];

/** A small piece of an organisation. */
export const demoEntities: Entity[] = [
  entity('Group', 'team-payments', 'Team Payments'),
  entity('Group', 'sre', 'SRE'),
  entity('Domain', 'payments', 'Payments', [OWNER]),
  entity('System', 'checkout', 'Checkout', [
    OWNER,
    ['partOf', 'domain:default/payments'],
  ]),
  entity('Component', 'checkout-api', 'Checkout API', [OWNER, SYSTEM]),
  entity('Component', 'web-shop', 'Web Shop', [OWNER, SYSTEM]),
  entity('Component', 'quiet-service', 'Quiet Service', [OWNER]),
];

const TITLES = [
  'Checkout returned 502 for card payments',
  'Prices shown without tax in Norway',
  'Basket lost its items after the nightly release',
  'Card payments slow while the ledger caught up',
  'Two customers saw each other’s order history',
  'Search answered with yesterday’s stock',
  'Certificate of the payment gateway ran out',
];

/** Two years of incidents, the same each time but for the clock. */
export function demoIncidents(): Incident[] {
  const now = DateTime.utc();
  return Array.from({ length: 64 }, (_, index) => {
    const chance = ((index * 7919) % 97) / 97;
    const start = now.minus({ days: index * 11 + chance * 6, hours: index });
    const minutes = Math.round(4 * Math.exp(chance * 6));
    const open = index === 0;
    const severity = ['SEV3', 'SEV4', 'SEV2', 'SEV3', 'SEV1', undefined][
      (index * 5 + 1) % 6
    ];
    const required = severity === 'SEV1' || severity === 'SEV2';
    const after = (fraction: number) =>
      start.plus({ minutes: minutes * fraction }).toISO();
    const published = required && index % 5 !== 1;
    return incident({
      id: `demo-${index}`,
      reference: `INC-${204 - index}`,
      title: TITLES[index % TITLES.length],
      severity,
      status: open ? 'open' : 'resolved',
      kind: index % 13 === 5 ? 'drill' : 'incident',
      startedAt: start.toISO(),
      detectedAt: after(0.1),
      acknowledgedAt: after(0.2),
      mitigatedAt: open ? undefined : after(0.8),
      resolvedAt: open ? undefined : after(1),
      affected:
        index % 3 === 0
          ? [
              affected('component:default/checkout-api', { role: 'cause' }),
              affected('component:default/web-shop'),
            ]
          : [affected('component:default/checkout-api')],
      flags:
        index % 17 === 3
          ? [
              {
                code: 'TIMES_OUT_OF_ORDER',
                field: 'mitigatedAt',
                message: 'the mitigation must not be before the detection',
              },
            ]
          : [],
      postmortemDecision: required
        ? decision({ dueAt: start.plus({ days: 12 }).toISO() })
        : decision({
            required: false,
            reason: severity ? 'SEVERITY_BELOW' : 'SEVERITY_UNDETERMINED',
            because: 'Domain Payments asks for one from SEV2.',
            dueAt: undefined,
          }),
      postmortem: published
        ? {
            id: `demo-pm-${index}`,
            reference: `PM-${88 - index}`,
            status: index % 3 === 0 ? 'draft' : 'published',
          }
        : undefined,
    });
  });
}

/** A policy with something to settle. */
export function demoPolicy() {
  return policy({
    frequencyThreshold: {
      value: { count: 3, window: 'P30D' },
      sources: [
        {
          kind: 'annotation',
          entityRef: 'system:default/checkout',
          annotation: 'postmortems/frequency-threshold',
        },
      ],
    },
    warnings: [
      {
        entityRef: 'component:default/checkout-api',
        annotation: 'postmortems/publish-within',
        value: 'soon',
        message:
          'must be a length of time such as P5D, PT12H or 3 business days',
      },
    ],
  });
}
