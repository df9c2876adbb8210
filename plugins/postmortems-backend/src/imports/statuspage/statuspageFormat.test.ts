import { InputError } from '@backstage/errors';
import { statuspageFormat } from './statuspageFormat';

const incident = {
  id: 'p31zjtct2jer',
  name: 'Queues at the kiosk',
  status: 'resolved',
  impact: 'major',
  created_at: '2024-03-01T05:10:00.000-06:00',
  started_at: '2024-03-01T05:00:00.000-06:00',
  monitoring_at: null,
  resolved_at: '2024-03-01T06:30:00.000-06:00',
  shortlink: 'https://stspg.example/p31zjtct2jer',
  postmortem_body: 'We bought a second kiosk.',
  incident_updates: [
    {
      status: 'resolved',
      body: 'All sold.',
      created_at: '2024-03-01T06:30:00.000-06:00',
      affected_components: [{ code: 'c1', name: 'Orchard - Kiosk' }],
    },
    {
      status: 'monitoring',
      body: 'Second till open.',
      created_at: '2024-03-01T06:00:00.000-06:00',
      display_at: '2024-03-01T05:50:00.000-06:00',
      affected_components: [{ code: 'c2', name: 'Till' }],
    },
    {
      status: 'investigating',
      body: 'People **wait**.\r\n\r\n- long',
      created_at: '2024-03-01T05:10:00.000-06:00',
    },
  ],
  components: [{ id: 'c1', name: 'Kiosk' }],
};

function parse(content: unknown) {
  return statuspageFormat.parse(JSON.stringify(content), {});
}

function parseOne(changes: object) {
  return parse({
    page: { id: 'x' },
    incidents: [{ ...incident, ...changes }],
  })[0];
}

describe('statuspageFormat', () => {
  it('reads an incident and keeps every update, oldest first', () => {
    expect(parseOne({})).toEqual({
      label: 'p31zjtct2jer',
      title: 'Queues at the kiosk',
      problems: [],
      record: {
        externalId: 'p31zjtct2jer',
        url: 'https://stspg.example/p31zjtct2jer',
        title: 'Queues at the kiosk',
        summary: [
          '**Investigating** · 2024-03-01 11:10 UTC',
          'People **wait**.\n\n- long',
          '**Monitoring** · 2024-03-01 11:50 UTC',
          'Second till open.',
          '**Resolved** · 2024-03-01 12:30 UTC',
          'All sold.',
          '**Postmortem**',
          'We bought a second kiosk.',
        ].join('\n\n'),
        severity: 'major',
        status: 'resolved',
        kind: 'incident',
        times: {
          startedAt: '2024-03-01T11:00:00.000Z',
          mitigatedAt: '2024-03-01T11:50:00.000Z',
          resolvedAt: '2024-03-01T12:30:00.000Z',
        },
        components: ['Kiosk', 'Till'],
        flags: [],
      },
    });
  });

  it.each([
    [
      'an old dump, which lacks most fields',
      { started_at: undefined, components: undefined, resolved_at: undefined },
      {
        times: {
          startedAt: '2024-03-01T11:10:00.000Z',
          resolvedAt: '2024-03-01T12:30:00.000Z',
        },
        components: ['Orchard - Kiosk', 'Till'],
      },
    ],
    [
      'one that goes on',
      { status: 'identified', resolved_at: null },
      {
        status: 'open',
        times: { mitigatedAt: undefined, resolvedAt: undefined },
      },
    ],
    [
      'one that is watched',
      { status: 'monitoring', resolved_at: null },
      {
        status: 'mitigated',
        times: { mitigatedAt: '2024-03-01T11:50:00.000Z' },
      },
    ],
    [
      'planned work',
      {
        status: 'completed',
        impact: 'maintenance',
        scheduled_for: '2024-03-02T00:00:00Z',
      },
      {
        kind: 'maintenance',
        severity: undefined,
        times: { startedAt: '2024-03-02T00:00:00.000Z' },
      },
    ],
    ['one without impact', { impact: 'none' }, { severity: 'none' }],
    [
      'one whose end is unreadable',
      { resolved_at: 'tomorrow' },
      {
        status: 'resolved',
        flags: [
          {
            code: 'TIME_MISSING',
            field: 'resolvedAt',
            message: "resolved_at: 'tomorrow' is no date and time",
          },
        ],
      },
    ],
  ])('reads %s', (_, changes, expected) => {
    expect(parseOne(changes)).toMatchObject({ problems: [], record: expected });
  });

  it('reads planned work, single incidents and bare lists', () => {
    expect(parse({ scheduled_maintenances: [incident] })).toHaveLength(1);
    expect(parse({ meta: {}, page: {}, incident })).toHaveLength(1);
    expect(parse([incident, incident])).toHaveLength(2);
  });

  it('reports a bad record and reads the others', () => {
    const parsed = parse({
      incidents: [
        { ...incident, name: ' ', id: undefined },
        null,
        { ...incident, started_at: '20202-01-01' },
        { ...incident, incident_updates: 'none' },
        incident,
      ],
    });
    expect(parsed.map(({ label, problems }) => [label, problems])).toEqual([
      [
        'incidents[0]',
        [
          { field: 'id', message: expect.any(String) },
          { field: 'name', message: 'must not be empty' },
        ],
      ],
      ['incidents[1]', [{ field: 'record', message: expect.any(String) }]],
      [
        'p31zjtct2jer',
        [
          {
            field: 'started_at',
            message: "'20202-01-01' is no date and time",
          },
        ],
      ],
      [
        'p31zjtct2jer',
        [{ field: 'incident_updates', message: expect.any(String) }],
      ],
      ['p31zjtct2jer', []],
    ]);
  });

  it.each([
    ['{', /^content: is no JSON/],
    ['42', /^content: holds no list called incidents/],
    ['{"incidents": 7}', /^content: holds no list called incidents/],
    ['{"page": {}}', /^content: holds no list called incidents/],
  ])('refuses %s as a whole', (content, message) => {
    expect(() => statuspageFormat.parse(content, {})).toThrow(InputError);
    expect(() => statuspageFormat.parse(content, {})).toThrow(message);
  });
});
