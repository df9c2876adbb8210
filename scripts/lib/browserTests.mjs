import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { ensureChromium } from './chromium.mjs';
import { fromRoot, hindsightDir } from './paths.mjs';
import { configFiles, startPortal } from './portal.mjs';
import { freePort } from './ports.mjs';
import { onStop, run, toolchainEnv } from './processes.mjs';
import { say } from './report.mjs';
import { nodeBinary } from './toolchain.mjs';

/**
 * Runs Playwright against the real portal: everything on embedded databases,
 * and what is marked @smoke on PostgreSQL.
 *
 * With HINDSIGHT_URL the portal that is already running there is used, which is
 * quicker while a test is being written. The import of a status page needs the
 * entities in e2e-tests/catalog there, too.
 */
export async function runBrowserTests({ filters, postgres }) {
  if (process.env.HINDSIGHT_URL) {
    return playwright(process.env.HINDSIGHT_URL, 'browser', filters);
  }

  await ensureBundle(configFiles);
  const counts = await withPortal(
    'browser',
    { 'catalog.locations': catalogLocations },
    url => playwright(url, 'browser', filters),
  );
  if (filters.length > 0) {
    return counts;
  }

  say('The smoke test again, on PostgreSQL');
  const { host, port, user, password } = postgres;
  const onPostgres = await withPortal(
    'browser-postgres',
    {
      'backend.database': {
        client: 'pg',
        connection: { host, port, user, password },
      },
    },
    url => playwright(url, 'browser-postgres', ['--grep', '@smoke']),
  );
  return add(counts, onPostgres);
}

/** The example organisation, and what only the tests know of. */
const catalogLocations = [
  'examples/all.yaml',
  'packages/app/e2e-tests/catalog/status-page.yaml',
].map(file => ({ type: 'file', target: fromRoot(file) }));

async function withPortal(name, config, action) {
  const data = mkdtempSync(join(tmpdir(), 'hindsight-data-'));
  onStop(() => rmSync(data, { recursive: true, force: true }));
  const portal = await startPortal({
    port: await freePort(),
    data,
    name,
    config,
  });
  try {
    return await action(portal.url);
  } finally {
    await portal.stop();
  }
}

async function playwright(url, name, args) {
  const results = join(hindsightDir, `results-${name}.json`);
  rmSync(results, { force: true });
  await run(
    nodeBinary,
    [
      fromRoot('node_modules/@playwright/test/cli.js'),
      'test',
      '--config',
      fromRoot('packages/app/e2e-tests/playwright.config.ts'),
      ...args,
    ],
    {
      env: toolchainEnv({
        ...(await ensureChromium()),
        HINDSIGHT_URL: url,
        PLAYWRIGHT_JSON_OUTPUT_FILE: results,
        HINDSIGHT_BROWSER_RUN: name,
      }),
      show: true,
    },
  );
  return readCounts(results);
}

function readCounts(results) {
  if (!existsSync(results)) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { stats, errors = [] } = JSON.parse(readFileSync(results, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
