// Runs all tests: npm test
//
//   npm test                        everything
//   npm test -- plugins/x           what Jest finds for these words, no browser
//   npm test -- --browser [words]   the browser tests, all or by these words
//
// With HINDSIGHT_REQUIRE_ALL=1 nothing may be skipped.
import { existsSync } from 'node:fs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { add, runBrowserTests } from './lib/browserTests.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { Failure, main, say, seconds } from './lib/report.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';
import { runUnitTests } from './lib/unitTests.mjs';

main(async args => {
  const browserOnly = args.includes('--browser');
  const filters = args.filter(arg => arg !== '--browser');
  const requireAll = process.env.HINDSIGHT_REQUIRE_ALL === '1';
  if (requireAll && !existsSync(process.env.HINDSIGHT_CORPUS ?? '')) {
    throw new Failure(
      'HINDSIGHT_REQUIRE_ALL=1 needs the folder with the corpus in HINDSIGHT_CORPUS.',
    );
  }

  await ensureToolchain();
  await ensureDependencies('all');
  const postgres = await startPostgres();
  say(`PostgreSQL 18 runs on port ${postgres.port}`);

  let counts = { passed: 0, failed: 0, skipped: 0 };
  const runPart = async (title, part) => {
    const from = Date.now();
    say(title);
    const result = await part({ filters, postgres });
    counts = add(counts, result);
    say(`${title}: ${summary(result)} (${seconds(Date.now() - from)})`);
  };
  if (!browserOnly) {
    await runPart('Unit and integration tests', runUnitTests);
  }
  if (browserOnly || filters.length === 0) {
    await runPart('Browser tests', runBrowserTests);
  }

  if (requireAll && counts.skipped > 0) {
    say(
      `${counts.skipped} skipped, which HINDSIGHT_REQUIRE_ALL=1 does not allow`,
    );
    counts.failed += counts.skipped;
  }
  if (counts.passed + counts.failed === 0) {
    say('No test was found');
    counts.failed = 1;
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 ? 1 : 0;
});

function summary({ passed, failed, skipped }) {
  return [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped ? [`${skipped} skipped`] : []),
  ].join(', ');
}
