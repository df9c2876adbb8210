import {
  effectivePolicySchema,
  frequencyThresholdSchema,
  policyDecisionSchema,
  policyQuerySchema,
} from './policy';

const SOURCE = { kind: 'default' as const };

describe('policyQuerySchema', () => {
  it('takes one entity or several, and brings them into canonical form', () => {
    expect(policyQuerySchema.parse({ entityRef: 'Component:Shop' })).toEqual({
      entityRef: ['component:default/shop'],
    });
    expect(
      policyQuerySchema.parse({
        entityRef: ['component:shop', 'API:Prod/Orders'],
        cause: 'api:prod/orders',
        severity: 'SEV1',
        resolvedAt: '2026-11-03T15:02:00+01:00',
        describe: 'true',
      }),
    ).toEqual({
      entityRef: ['component:default/shop', 'api:prod/orders'],
      cause: ['api:prod/orders'],
      severity: 'SEV1',
      resolvedAt: '2026-11-03T14:02:00.000Z',
      describe: true,
    });
  });

  it.each([
    [{}],
    [{ entityRef: '' }],
    [{ entityRef: 'shop' }],
    [{ entityRef: Array(101).fill('component:shop') }],
    [{ entityRef: 'component:shop', describe: 'yes' }],
    [{ entityRef: 'component:shop', kind: 'outage' }],
    [{ entityRef: 'component:shop', resolvedAt: '2026-11-03' }],
    [{ entityRef: 'component:shop', owner: 'user:me' }],
  ])('refuses %j', query => {
    expect(policyQuerySchema.safeParse(query).success).toBe(false);
  });
});

describe('effectivePolicySchema', () => {
  const policy = {
    entityRefs: ['component:default/shop'],
    required: {
      value: true,
      reason: 'SEVERITY_REACHED',
      because: 'Required, because the default asks for one from SEV2.',
      sources: [SOURCE],
    },
    severityThreshold: { value: 'SEV2', sources: [SOURCE] },
    publishWithin: { value: '5 business days', sources: [SOURCE] },
    template: { value: 'standard', sources: [SOURCE] },
    reviewers: [
      { required: true, redacted: true, because: [SOURCE] },
      {
        entityRef: 'group:default/sre',
        token: 'owner',
        required: true,
        because: [],
      },
    ],
    approvals: { value: 1, sources: [SOURCE] },
    actionItemDue: { value: { P0: 'P7D' }, sources: [SOURCE] },
    visibility: { value: 'internal', sources: [SOURCE] },
    warnings: [{ value: '', message: 'cannot be used', redacted: true }],
  };

  it('takes a policy from which names were left out', () => {
    expect(effectivePolicySchema.parse(policy)).toEqual(policy);
  });

  it.each([
    [{ approvals: { value: 1.5, sources: [] } }],
    [{ actionItemDue: { value: { P9: 'P7D' }, sources: [] } }],
    [{ visibility: { value: 'public', sources: [] } }],
    [{ required: { ...policy.required, reason: 'BECAUSE' } }],
  ])('refuses %j', change => {
    expect(
      effectivePolicySchema.safeParse({ ...policy, ...change }).success,
    ).toBe(false);
  });
});

it('a frequency counts from the first incident on', () => {
  const window = 'P30D';
  expect(frequencyThresholdSchema.safeParse({ count: 1, window }).success).toBe(
    true,
  );
  expect(frequencyThresholdSchema.safeParse({ count: 0, window }).success).toBe(
    false,
  );
});

it('a decision says whether it may still change', () => {
  const decision = {
    required: false,
    reason: 'SEVERITY_BELOW',
    because: 'Not required.',
    decidedAt: '2026-11-03T14:02:00.000Z',
    sources: [SOURCE],
  };
  expect(policyDecisionSchema.safeParse(decision).success).toBe(false);
  expect(
    policyDecisionSchema.safeParse({ ...decision, fixed: true }).success,
  ).toBe(true);
});
