import { promises as fs } from 'fs';
import { resolve } from 'path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { readHistory } from './readHistory';
import { shiftHistory } from './shiftHistory';

const incident = `
  - key: lift-stuck
    title: Lift stuck between two floors
    startedAt: '2026-03-02T08:00:00Z'
    resolvedAt: '2026-03-02T09:00:00+01:00'
    affected:
      - entityRef: Component:lift
        impactStartedAt: '2026-03-02T08:00:00Z'
    createdBy: user:default/ann
    createdAt: '2026-03-02T08:10:00Z'
`;
const postmortem = `---
incident: lift-stuck
template: standard
status: published
publishedAt: '2026-03-04T08:00:00Z'
createdBy: user:default/ann
createdAt: '2026-03-03T08:00:00Z'
---

## summary

It stood still.

\`\`\`md
## not-a-section
\`\`\`

## root-causes

Rust.
`;

describe('readHistory', () => {
  const directory = createMockDirectory();

  async function read(files: { incidents?: string; postmortem?: string }) {
    directory.setContent({
      'incidents.yaml': `incidents:${files.incidents ?? incident}`,
      'postmortems/lift-stuck.md': files.postmortem ?? postmortem,
    });
    return readHistory(directory.path);
  }

  it('reads incidents and documents, and leaves code fences in one piece', async () => {
    const history = await read({});
    expect(history.incidents).toMatchObject([
      {
        key: 'lift-stuck',
        resolvedAt: '2026-03-02T08:00:00.000Z',
        affected: [{ entityRef: 'component:default/lift', role: 'affected' }],
      },
    ]);
    expect(history.postmortems[0].sections).toEqual({
      summary: 'It stood still.\n\n```md\n## not-a-section\n```',
      'how-it-happened': 'Rust.',
    });
  });

  it.each([
    [
      { incidents: incident.replace('title:', 'titel:') },
      /^incidents\.yaml, lift-stuck: .*titel/,
    ],
    [
      { incidents: `${incident}${incident}` },
      'incidents.yaml, lift-stuck: the key is there twice',
    ],
    [
      {
        incidents: incident.replace(
          'createdBy:',
          'duplicateOf: nowhere\n    createdBy:',
        ),
      },
      'incidents.yaml, lift-stuck: there is no incident nowhere',
    ],
    [
      { postmortem: postmortem.replace(/publishedAt.*\n/, '') },
      'postmortems/lift-stuck.md: publishedAt is there for published ones',
    ],
    [
      { postmortem: postmortem.replace('## root-causes', '## summary') },
      'postmortems/lift-stuck.md: the section summary is there twice',
    ],
    [
      { postmortem: postmortem.replace('## summary', 'Hello') },
      'postmortems/lift-stuck.md: there is text before the first section',
    ],
    [
      { postmortem: postmortem.replaceAll('lift-stuck', 'lift-free') },
      'postmortems/lift-stuck.md: belongs to lift-free by its head',
    ],
  ])(
    'names the file and the record of what is wrong: %#',
    async (files, message) => {
      await expect(read(files)).rejects.toThrow(message);
    },
  );

  it('moves by whole weeks, up to the week that has passed', async () => {
    const history = await read({});
    const startedAt = (now: string) =>
      shiftHistory(history, new Date(now)).incidents[0].startedAt;
    expect(startedAt('2026-11-21T00:00:00Z')).toBe('2026-03-02T08:00:00.000Z');
    expect(startedAt('2026-11-27T23:59:59Z')).toBe('2026-03-02T08:00:00.000Z');
    expect(startedAt('2026-11-28T00:00:00Z')).toBe('2026-03-09T08:00:00.000Z');
    expect(startedAt('2026-11-20T23:59:59Z')).toBe('2026-02-23T08:00:00.000Z');
    const shifted = shiftHistory(history, new Date('2027-03-01T12:00:00Z'));
    expect(shifted.postmortems[0]).toMatchObject({
      createdAt: '2026-06-09T08:00:00.000Z',
      publishedAt: '2026-06-10T08:00:00.000Z',
    });
    expect(shifted.incidents[0].affected[0].impactStartedAt).toBe(
      '2026-06-08T08:00:00.000Z',
    );
  });
});

describe('the example history', () => {
  const examples = resolve(__dirname, '../../../../examples');

  it('reads without a mistake and names nothing that the example organisation lacks', async () => {
    const { incidents, postmortems } = await readHistory(
      resolve(examples, 'history'),
    );
    expect(incidents.length).toBeGreaterThan(150);
    expect(postmortems.length).toBeGreaterThanOrEqual(12);

    const latest = [...incidents, ...postmortems]
      .flatMap(entry => Object.values(entry))
      .filter(value => typeof value === 'string' && /^\d{4}-.*Z$/.test(value))
      .sort()
      .at(-1);
    expect(latest < '2026-11-21T00:00:00.000Z').toBe(true);
    await expect(fs.stat(resolve(examples, 'all.yaml'))).resolves.toBeDefined();
  });
});
