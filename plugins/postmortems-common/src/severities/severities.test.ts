import { SeverityScale } from './severities';

describe('SeverityScale', () => {
  it.each([
    ['SEV1', 'SEV1', 0],
    [' sev2 ', 'SEV2', 1],
    ['Critical', 'SEV1', 0],
    ['partial_outage', 'SEV2', 1],
    ['P5', 'SEV4', 3],
  ])('knows %p as %s', (text, name, rank) => {
    const scale = new SeverityScale();
    expect(scale.find(text)?.name).toBe(name);
    expect(scale.rank(text)).toBe(rank);
  });

  it.each(['', 'SEV5', 'none', 'constructor', 'high-ish'])(
    'does not know %p',
    text => {
      const scale = new SeverityScale();
      expect(scale.find(text)).toBeUndefined();
      expect(scale.rank(text)).toBeUndefined();
    },
  );

  it.each([
    ['SEV1', 'SEV2', true],
    ['SEV2', 'SEV2', true],
    ['major', 'SEV2', true],
    ['SEV3', 'SEV2', false],
    ['SEV9', 'SEV2', false],
    ['SEV1', 'none', false],
  ])('%s is as bad as %s or worse: %s', (name, threshold, expected) => {
    expect(new SeverityScale().isAtLeast(name, threshold)).toBe(expected);
  });

  it('gives a name that two claim to the worse', () => {
    const scale = new SeverityScale([
      { name: 'Red', title: '', aliases: ['p1'] },
      { name: 'Amber', title: '', aliases: ['P1', 'p2'] },
    ]);
    expect(scale.find('P1')?.name).toBe('Red');
    expect(scale.find('P2')?.name).toBe('Amber');
  });
});
