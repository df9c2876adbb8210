import { promises as fs } from 'fs';
import { resolve } from 'path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { ImportInput } from '@hindsight/plugin-postmortems-common';
import {
  aliases,
  asPreview,
  counts,
  entity,
  startImports,
} from './__testUtils__/imports';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** What the folder's name is relative to, wherever the tests run. */
const repository = resolve(__dirname, '../../../..');

const corpus = process.env.HINDSIGHT_CORPUS;
const whereItIs =
  corpus || process.env.HINDSIGHT_REQUIRE_ALL === '1'
    ? describe
    : describe.skip;

whereItIs('the real history in the folder that HINDSIGHT_CORPUS names', () => {
  it('comes in whole', async () => {
    const directory = resolve(
      repository,
      corpus ?? '',
      'status-incidents/jenkins-infra',
    );
    const files = (await fs.readdir(directory)).filter(file =>
      file.endsWith('.md'),
    );
    expect(files).toHaveLength(149);
    const input: ImportInput = {
      format: 'cstate',
      content: await Promise.all(
        files.map(async path => ({
          path,
          content: await fs.readFile(resolve(directory, path), 'utf8'),
        })),
      ),
      options: { page: 'real-page', pageUrl: 'https://status.example' },
    };
    const catalog = [
      entity('Component', 'ci', aliases('ci.jenkins.io')),
      entity('Component', 'updates', aliases('updates.jenkins.io')),
      entity('Component', 'ldap'),
    ];
    const knex = await databases.init('SQLITE_3');
    const { run, incidents } = await startImports(knex, { catalog });

    const preview = await run({ ...input, dryRun: true });
    const report = await run(input);
    expect(report).toMatchObject({ created: 149, failed: 0 });
    expect(asPreview(report)).toEqual(preview);
    expect(counts(await run(input))).toEqual({
      created: 0,
      updated: 0,
      unchanged: 149,
      failed: 0,
    });

    const stored = await incidents();
    expect(stored).toHaveLength(149);
    const bodies = new Map(
      files.map((path, place) => [
        `real-page/${path.replace(/\.md$/, '')}`,
        Object(input.content)[place].content,
      ]),
    );
    for (const incident of stored) {
      const document: string = bodies.get(incident.source?.externalId ?? '');
      expect(document).toContain(incident.summary);
      expect(document.replace(/^---[\s\S]*?\n---/, '').trim()).toBe(
        incident.summary,
      );
    }
    const refs = (ref: string) =>
      stored.filter(incident =>
        incident.affected.some(({ entityRef }) => entityRef === ref),
      );
    expect(refs(stringifyEntityRef(catalog[0]))).toHaveLength(54);
    expect(
      stored.filter(incident => incident.kind === 'maintenance').length,
    ).toBeGreaterThanOrEqual(58);
    await knex.destroy();
  }, 60_000);
});
