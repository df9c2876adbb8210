import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readSettings } from './readSettings';

function read(postmortems: JsonObject) {
  return readSettings(mockServices.rootConfig({ data: { postmortems } }));
}

const SECTIONS = [{ key: 'story', title: 'Story' }];

describe('readSettings', () => {
  it('has a scale, templates, roles and a policy without any configuration', () => {
    const settings = readSettings(mockServices.rootConfig());
    expect(settings.scale.severities.map(({ name }) => name)).toEqual([
      'SEV1',
      'SEV2',
      'SEV3',
      'SEV4',
    ]);
    expect(settings.incidentRoles.map(({ key }) => key)).toContain(
      'incident-commander',
    );
    expect(settings.policy).toMatchObject({
      rules: [],
      timeZone: 'UTC',
      catalogCacheMillis: 30_000,
      defaults: { severityThreshold: 'SEV2', template: 'standard' },
    });
    for (const template of settings.templates) {
      for (const section of template.sections) {
        expect(section.help.length).toBeGreaterThan(60);
      }
    }
    expect(
      Object.fromEntries(
        settings.templates.map(({ key, sections }) => [
          key,
          sections.map(section => section.key),
        ]),
      ),
    ).toEqual({
      standard: [
        'summary',
        'impact',
        'detection',
        'response',
        'how-it-happened',
        'lessons',
        'follow-up',
      ],
      lightweight: ['summary', 'what-happened', 'lessons'],
      security: [
        'summary',
        'exposure',
        'detection',
        'response',
        'how-it-happened',
        'notification',
        'lessons',
      ],
    });
  });

  it('reads everything that can be configured', () => {
    const { scale, incidentRoles, policy } = read({
      severities: [
        { name: 'Red', title: 'Everything', aliases: ['P1'] },
        { name: 'Amber' },
      ],
      incidentRoles: [{ key: 'lead', title: 'Lead' }],
      defaults: {
        severityThreshold: 'p1',
        frequencyThreshold: '3/P30D',
        requiredReviewers: ['owner', 'Red:group:Legal'],
        approvals: 0,
        template: 'lightweight',
        publishWithin: '3 business days',
        actionItemDue: { P0: 'P1D' },
        visibility: 'restricted',
      },
      policies: [
        {
          title: 'Tier 1',
          filter: { 'metadata.labels.tier': '1' },
          enforce: true,
          severityThreshold: 'amber',
        },
      ],
      requiredSince: '2026-01-01',
      timeZone: 'Europe/Berlin',
      catalogCache: { minutes: 1 },
    });
    expect(scale.find('p1')?.name).toBe('Red');
    expect(incidentRoles).toEqual([{ key: 'lead', title: 'Lead' }]);
    expect(policy.defaults).toMatchObject({
      severityThreshold: 'Red',
      frequencyThreshold: { count: 3, window: 'P30D' },
      requiredReviewers: [
        { kind: 'owner' },
        { kind: 'reference', ref: 'group:default/legal', atLeast: 'Red' },
      ],
      approvals: 0,
      actionItemDue: { P0: 'P1D', P1: 'P15D', P2: 'P30D', P3: 'P90D' },
    });
    expect(policy.rules).toMatchObject([
      { title: 'Tier 1', enforce: true, severityThreshold: 'Amber' },
    ]);
    expect(policy.requiredSince).toBe('2025-12-31T23:00:00.000Z');
    expect(policy.catalogCacheMillis).toBe(60_000);
  });

  const all = { kind: 'Component' };
  it.each<[string, JsonObject]>([
    ['severities: must name at least one', { severities: [] }],
    ['severities[0].name: must not contain', { severities: [{ name: 'a:b' }] }],
    [
      'severities[0].name: must not be one of',
      { severities: [{ name: 'None' }] },
    ],
    [
      "severities[1].name: 'sev1' is there twice",
      { severities: [{ name: 'sev1' }, { name: 'sev1' }] },
    ],
    [
      "severities[1]: 'HIGH' already stands for A",
      { severities: [{ name: 'A', aliases: ['high'] }, { name: 'HIGH' }] },
    ],
    [
      'severities[0]: Unrecognized key',
      { severities: [{ name: 'A', rank: 1 }] },
    ],
    ['severities: Invalid input', { severities: 'SEV1' }],
    [
      "policies[1].severityThreshold: 'SEV9' is no severity",
      {
        policies: [
          { title: 'A', filter: all },
          { title: 'B', filter: all, severityThreshold: 'SEV9' },
        ],
      },
    ],
    ['policies[0].title', { policies: [{ filter: all }] }],
    ['policies[0].filter', { policies: [{ title: 'A' }] }],
    ['policies[0].filter', { policies: [{ title: 'A', filter: 'Component' }] }],
    [
      'policies[0].filter',
      { policies: [{ title: 'A', filter: { kind: { $regex: 'C' } } }] },
    ],
    [
      'policies[0].filter',
      { policies: [{ title: 'A', filter: { $all: [all], kind: 'API' } }] },
    ],
    [
      'policies[0]: Unrecognized key: "enforced"',
      { policies: [{ title: 'A', filter: all, enforced: true }] },
    ],
    [
      "policies[0].requiredReviewers[1]: 'legal' names no reviewer",
      {
        policies: [
          { title: 'A', filter: all, requiredReviewers: ['owner', 'legal'] },
        ],
      },
    ],
    ['defaults.approvals', { defaults: { approvals: '2' } }],
    ['defaults.approvals', { defaults: { approvals: 21 } }],
    ['defaults.frequencyThreshold', { defaults: { frequencyThreshold: '3' } }],
    ['defaults.publishWithin', { defaults: { publishWithin: '5 days' } }],
    ['defaults.actionItemDue', { defaults: { actionItemDue: { P9: 'P1D' } } }],
    ['defaults.actionItemDue.P1', { defaults: { actionItemDue: { P1: '1' } } }],
    ['defaults.visibility', { defaults: { visibility: 'public' } }],
    [
      "defaults.template: 'long' is no template",
      { defaults: { template: 'long' } },
    ],
    ["requiredSince: 'May' is no date", { requiredSince: 'May' }],
    ['timeZone: must be the IANA name', { timeZone: 'Berlin' }],
    ['catalogCache', { catalogCache: { fortnights: 1 } }],
    ['incidentRoles[0].key', { incidentRoles: [{ key: 'A b', title: 'A' }] }],
    [
      "incidentRoles[1].key: 'a' is there twice",
      {
        incidentRoles: [
          { key: 'a', title: 'A' },
          { key: 'a', title: 'B' },
        ],
      },
    ],
    ['templates[0].key', { templates: [{ key: 'My template' }] }],
    [
      "templates[0]: the template 'long' needs a list of sections",
      { templates: [{ key: 'long', title: 'Long' }] },
    ],
    [
      "templates[0]: the template 'long' needs a title",
      { templates: [{ key: 'long', sections: SECTIONS }] },
    ],
    [
      "templates[0].sections[1].key: 'story' is there twice",
      {
        templates: [
          { key: 'a', title: 'A', sections: [...SECTIONS, ...SECTIONS] },
        ],
      },
    ],
    [
      "templates[1]: the template 'standard' is there twice",
      { templates: [{ key: 'standard' }, { key: 'standard' }] },
    ],
    [
      'templateFiles[0]: ENOENT',
      { templateFiles: ['/nowhere/templates.yaml'] },
    ],
  ])('says what is wrong with postmortems.%s', (message, config) => {
    expect(() => read(config)).toThrow(`postmortems.${message}`);
  });

  describe('template files', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'templates-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });
    function write(name: string, text: string): string {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    }

    it('add to the built-in ones and override them, in their order', () => {
      const file = write(
        'data.yaml',
        [
          'key: data-loss',
          'title: Data loss',
          'sections:',
          '  - key: what-was-lost',
          '    title: What was lost',
          '    required: false',
        ].join('\n'),
      );
      const { templates } = read({
        templates: [{ key: 'standard', title: 'Ours' }],
        templateFiles: [file],
      });
      expect(templates.map(({ key }) => key)).toEqual([
        'standard',
        'data-loss',
        'security',
        'lightweight',
      ]);
      expect(templates[0].title).toBe('Ours');
      expect(templates[0].sections).toHaveLength(7);
      expect(templates[1]).toEqual({
        key: 'data-loss',
        title: 'Data loss',
        description: '',
        sections: [
          {
            key: 'what-was-lost',
            title: 'What was lost',
            help: '',
            required: false,
          },
        ],
      });
    });

    it.each([
      ['key: [', 'is not valid YAML'],
      ['- key: a\n  title: A\n  sections: []', '[0].sections: must hold'],
      ['just text', 'templateFiles[0]'],
    ])('are named where they are wrong: %s', (text, message) => {
      const file = write('bad.yaml', text);
      expect(() => read({ templateFiles: [file] })).toThrow(message);
      expect(() => read({ templateFiles: [file] })).toThrow('bad.yaml');
    });
  });
});
