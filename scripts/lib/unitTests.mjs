import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot, hindsightDir } from './paths.mjs';
import { run, toolchainEnv } from './processes.mjs';
import { nodeBinary } from './toolchain.mjs';

/** Runs Jest over all packages, or over what `filters` name. */
export async function runUnitTests({ filters, postgres }) {
  const results = join(hindsightDir, 'results-unit.json');
  rmSync(results, { force: true });
  const exitCode = await run(
    nodeBinary,
    [
      fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'test',
      '--json',
      '--outputFile',
      results,
      ...filters,
    ],
    {
      env: toolchainEnv({
        // Otherwise it would go on watching
        CI: '1',
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: postgres.url,
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
      show: true,
    },
  );
  if (!existsSync(results)) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const summary = JSON.parse(readFileSync(results, 'utf8'));
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  return {
    passed: summary.numPassedTests,
    // An exit code without a failed test is, for example, an obsolete snapshot
    failed: failed || (exitCode === 0 ? 0 : 1),
    skipped: summary.numPendingTests + summary.numTodoTests,
  };
}
