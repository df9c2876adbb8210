import { DateTime } from 'luxon';
import { incident } from '../testing';
import { createFilingSchema, type Translate } from './filingSchema';
import { emptyValues, valuesOfIncident } from './filingValues';

// Which message it is, is what matters here.
const t = ((key: string) => key) as unknown as Translate;
const ZONE = 'Europe/Berlin';
const now = () => DateTime.fromISO('2026-11-05T12:00:00Z');

function problems(
  values: ReturnType<typeof emptyValues>,
  recorded?: ReturnType<typeof incident>,
) {
  const result = createFilingSchema({ t, now, incident: recorded }).safeParse(
    values,
  );
  return Object.fromEntries(
    (result.error?.issues ?? []).map(issue => [
      issue.path.join('.'),
      issue.message,
    ]),
  );
}

const filled = {
  ...emptyValues({ entityRef: 'component:default/checkout-api', zone: ZONE }),
  title: 'Checkout returned 502',
  severity: 'SEV1',
  ongoing: true,
  times: {
    startedAt: '2026-11-03 14:02',
    detectedAt: '',
    acknowledgedAt: '',
    mitigatedAt: '',
    resolvedAt: '',
  },
};

describe('createFilingSchema', () => {
  it('asks for little', () => {
    expect(problems(filled)).toEqual({});
    expect(problems(emptyValues({ zone: ZONE }))).toMatchObject({
      title: 'filing.problems.title',
      severity: 'filing.problems.severity',
      'times.startedAt': 'filing.problems.start',
      'times.resolvedAt': 'filing.problems.end',
      affected: 'filing.problems.affected',
    });
  });

  it('points at the row that is wrong, whatever rows are empty', () => {
    expect(
      problems({
        ...filled,
        links: [
          { url: '', title: '' },
          { url: 'the dashboard', title: '' },
        ],
      }),
    ).toEqual({ 'links.1.url': 'filing.problems.url' });
    expect(problems({ ...filled, title: 'x'.repeat(301) })).toEqual({
      title: 'filing.problems.tooLong',
    });
    expect(
      problems({
        ...filled,
        impact: { ...filled.impact, customersAffected: 1.5 },
      }),
    ).toEqual({ 'impact.customersAffected': 'filing.problems.number' });
  });

  it('keeps times as their source told them until somebody touches them', () => {
    const recorded = incident({
      detectedAt: '2026-11-03T13:50:00.000Z',
      resolvedAt: '2026-11-03T15:14:30.250Z',
    });
    const values = valuesOfIncident(recorded, { zone: ZONE });
    expect(
      createFilingSchema({ t, now, incident: recorded }).parse(values),
    ).toEqual({ postmortem: { incidentId: recorded.id }, patch: undefined });
    expect(
      problems(
        { ...values, times: { ...values.times, resolvedAt: '17:00' } },
        recorded,
      ),
    ).toEqual({ 'times.detectedAt': 'filing.problems.order' });
  });

  it('sends only what was changed about a recorded incident', () => {
    const recorded = incident({
      severity: undefined,
      resolvedAt: undefined,
      detection: { how: 'An alert' },
    });
    const values = valuesOfIncident(recorded, { zone: ZONE });
    const changed = createFilingSchema({ t, now, incident: recorded }).parse({
      ...values,
      ongoing: false,
      times: { ...values.times, resolvedAt: '16:14', acknowledgedAt: '' },
      detectedHow: '',
      affected: [
        ...values.affected,
        { entityRef: 'component:default/web-shop', role: 'affected' },
      ],
    });
    expect(changed.patch).toEqual({
      acknowledgedAt: null,
      resolvedAt: '2026-11-03T15:14:00.000Z',
      detection: null,
      affected: [
        { entityRef: 'component:default/checkout-api', role: 'cause' },
        { entityRef: 'component:default/web-shop', role: 'affected' },
      ],
    });
  });
});
