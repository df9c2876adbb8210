import { expect, Page, test } from '@playwright/test';
import type { ImportInput } from '@hindsight/plugin-postmortems-common';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { screenshot } from './helpers';
import { apiAs, people, rememberedAs } from './people';

test.use(rememberedAs(people.sre));
test.describe.configure({ mode: 'serial' });

const repository = resolve(__dirname, '../../..');
const folder = resolve(
  repository,
  process.env.HINDSIGHT_CORPUS ?? '',
  'status-incidents/jenkins-infra',
);
const isThere = Boolean(process.env.HINDSIGHT_CORPUS) && existsSync(folder);

interface StatusRecord {
  path: string;
  content: string;
  title: string;
  components: string[];
}

/** The records of the status page, with what this test needs to know of each. */
function readRecords(): StatusRecord[] {
  return readdirSync(folder)
    .filter(path => path.endsWith('.md'))
    .map(path => {
      const content = readFileSync(join(folder, path), 'utf8');
      const [, affected = ''] =
        content.match(/^affected:\s*\n((?:\s*(?:-.*|#.*)?\n)*)/m) ?? [];
      const [, title = ''] = content.match(/^title:\s*(.*?)\s*$/m) ?? [];
      return {
        path,
        content,
        title: title.replace(/^(['"])(.*)\1$/, '$2'),
        components: [...affected.matchAll(/^\s*-\s*(.*?)\s*$/gm)].map(
          ([, name]) => name.replace(/^(['"])(.*)\1$/, '$2').toLowerCase(),
        ),
      };
    });
}

const rows = (page: Page) =>
  page
    .getByRole('grid', { name: 'Incidents' })
    .getByRole('row')
    .filter({ hasText: 'INC-' });

const marks = (page: Page) =>
  page.getByRole('region', { name: 'History of incidents' }).getByRole('link');

const title = isThere
  ? 'the history of a real status page'
  : `the history of a real status page, SKIPPED: there is no ${folder}, named by HINDSIGHT_CORPUS`;

test.describe(title, () => {
  let records: StatusRecord[] = [];
  const naming = (...names: string[]) =>
    records.filter(({ components }) =>
      names.some(name => components.includes(name)),
    );

  test.skip(!isThere && process.env.HINDSIGHT_REQUIRE_ALL !== '1');
  test.beforeAll(() => {
    records = readRecords();
  });

  test('comes in whole, and once', async () => {
    expect(records).toHaveLength(149);
    const api = await apiAs(people.sre);
    const input: ImportInput = {
      format: 'cstate',
      content: records.map(({ path, content }) => ({ path, content })),
      options: {
        page: 'status.jenkins.io',
        pageUrl: 'https://status.jenkins.io',
        components: { 'issues.jenkins.io': 'component:default/issue-tracker' },
      },
    };

    const preview = await api.importRecords({ ...input, dryRun: true });
    expect(preview).toMatchObject({ created: 149, failed: 0 });
    const first = await api.importRecords(input);
    expect(first).toMatchObject({
      created: 149,
      updated: 0,
      unchanged: 0,
      failed: 0,
    });
    const again = await api.importRecords(input);
    expect(again).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 149,
      failed: 0,
    });

    // By its name, by two aliases, by its title, by the options
    const ofComponent = async (name: string) => {
      const { totalItems } = await api.listIncidents({
        entityRef: [`component:default/${name}`],
        total: true,
      });
      return totalItems;
    };
    expect(await ofComponent('ci.jenkins.io')).toBe(
      naming('ci.jenkins.io').length,
    );
    expect(await ofComponent('infra-ci')).toBe(
      naming('infra.ci.jenkins.io', 'release.ci.jenkins.io').length,
    );
    expect(await ofComponent('plugin-site')).toBe(
      naming('plugins.jenkins.io').length,
    );
    expect(await ofComponent('issue-tracker')).toBe(
      naming('issues.jenkins.io').length,
    );
  });

  test('is browsed on the service that it names most', async ({
    page,
  }, testInfo) => {
    const expected = naming('ci.jenkins.io');
    await page.goto(
      '/catalog/default/component/ci.jenkins.io/postmortems?range=all&limit=100',
    );
    await expect(rows(page)).toHaveCount(expected.length);
    await expect(marks(page)).toHaveCount(expected.length);
    await expect(
      page.getByText(`${expected.length} incidents`, { exact: true }),
    ).toBeVisible();
    // History that came from elsewhere asks nothing of anybody
    await expect(page.getByText(/needs? a postmortem/)).toHaveCount(0);
    await screenshot(page, 'imported-history', testInfo);

    const maintenance =
      expected.find(record => /maintenance/i.test(record.title)) ?? records[0];
    await page
      .getByRole('searchbox', { name: 'Search titles and summaries' })
      .fill(maintenance.title);
    const row = rows(page).filter({ hasText: maintenance.title }).first();
    await expect(row.getByText('Maintenance', { exact: true })).toBeVisible();
    await expect(page.getByText('drill or maintenance')).toBeVisible();

    await row.getByRole('link', { name: maintenance.title }).click();
    await expect(
      page.getByRole('heading', { name: maintenance.title }),
    ).toBeVisible();
    await expect(
      page.getByText(/Incident INC-\d+ .*Maintenance/),
    ).toBeVisible();
    await expect(
      page.getByRole('link', { name: /^cstate · / }),
    ).toHaveAttribute('href', /^https:\/\/status\.jenkins\.io\//);
  });

  test('is the history of the system, too', async ({ page }) => {
    const expected = naming(
      'ci.jenkins.io',
      'infra.ci.jenkins.io',
      'release.ci.jenkins.io',
      'plugins.jenkins.io',
      'issues.jenkins.io',
    );
    await page.goto(
      '/catalog/default/system/jenkins-infrastructure/postmortems?range=all&limit=10',
    );
    await expect(
      page.getByText(`${expected.length} incidents`, { exact: true }),
    ).toBeVisible();
    await expect(marks(page)).toHaveCount(expected.length);
    await expect(rows(page)).toHaveCount(10);
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await expect(pages).toContainText(`10 of ${expected.length}`);
  });
});
