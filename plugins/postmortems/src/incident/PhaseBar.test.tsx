import { phasesOf } from './PhaseBar';

const flags: [] = [];
const at = (minute: number) =>
  new Date(Date.UTC(2026, 10, 3, 14, minute)).toISOString();

describe('phasesOf', () => {
  it.each<[what: string, Parameters<typeof phasesOf>[0], string[]]>([
    [
      'all times',
      {
        startedAt: at(0),
        detectedAt: at(4),
        acknowledgedAt: at(13),
        mitigatedAt: at(40),
        resolvedAt: at(55),
        flags,
      },
      ['undetected 4', 'detected 9', 'responding 27', 'mitigated 15'],
    ],
    [
      'no acknowledgement',
      { startedAt: at(0), detectedAt: at(4), mitigatedAt: at(40), flags },
      ['undetected 4', 'responding 36'],
    ],
    [
      'no mitigation',
      { startedAt: at(0), acknowledgedAt: at(10), resolvedAt: at(55), flags },
      ['wentOn 10', 'responding 45'],
    ],
    [
      'nothing between the ends',
      { startedAt: at(0), resolvedAt: at(55), flags },
      ['wentOn 55'],
    ],
    ['no end', { startedAt: at(0), flags }, []],
  ])('names only what is known: %s', (_, incident, expected) => {
    expect(
      phasesOf(incident).map(
        ({ phase, seconds }) => `${phase} ${seconds / 60}`,
      ),
    ).toEqual(expected);
  });
});
