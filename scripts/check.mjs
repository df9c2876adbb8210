// Everything that has to be right before a change is merged: npm run check
//
//   npm run check                     all of it
//   npm run check -- lint prettier    these stages only
import { ensureDependencies } from './lib/dependencies.mjs';
import { fromRoot } from './lib/paths.mjs';
import { run, toolchainEnv } from './lib/processes.mjs';
import { Failure, main, say, seconds } from './lib/report.mjs';
import { ensureToolchain, nodeBinary } from './lib/toolchain.mjs';

const bin = {
  backstage: 'node_modules/@backstage/cli/bin/backstage-cli',
  eslint: 'node_modules/eslint/bin/eslint.js',
  knip: 'node_modules/knip/bin/knip.js',
  prettier: 'node_modules/prettier/bin-prettier.js',
  repoTools: 'node_modules/@backstage/repo-tools/bin/backstage-repo-tools',
  tsc: 'node_modules/typescript/bin/tsc',
};

const apiReports = [
  '--validate-release-tags',
  '--omit-messages',
  'ae-wrong-input-file-type,ae-undocumented',
  'plugins/*',
];

// In this order: the API reports are read from what tsc writes
const stages = [
  { name: 'test', program: 'scripts/test.mjs', args: [] },
  { name: 'tsc', program: bin.tsc, args: ['--incremental', 'false'] },
  {
    name: 'lint',
    program: bin.backstage,
    args: ['repo', 'lint', '--max-warnings', '0'],
  },
  {
    name: 'lint-scripts',
    program: bin.eslint,
    args: ['--max-warnings', '0', '--ext', '.mjs,.cjs', 'scripts'],
  },
  { name: 'prettier', program: bin.prettier, args: ['--check', '.'] },
  {
    name: 'api-reports',
    program: bin.repoTools,
    args: ['api-reports', '--ci', ...apiReports],
  },
  { name: 'knip', program: bin.knip, args: [] },
  { name: 'build', program: bin.backstage, args: ['repo', 'build', '--all'] },
];

main(async args => {
  const writeReports = args.includes('--write-api-reports');
  const wanted = args.filter(arg => !arg.startsWith('--'));
  const unknown = wanted.filter(name => !stages.some(s => s.name === name));
  if (unknown.length > 0) {
    throw new Failure(
      `There is no stage ${unknown.join(', ')}: they are ${stages
        .map(stage => stage.name)
        .join(', ')}.`,
    );
  }

  await ensureToolchain();
  await ensureDependencies('all');
  if (writeReports) {
    // The same as in the check: what is left of an earlier run changes the order of names
    await runStage({
      name: 'tsc',
      program: bin.tsc,
      args: ['--incremental', 'false'],
    });
    const { code } = await runStage({
      name: 'api-reports',
      program: bin.repoTools,
      args: ['api-reports', ...apiReports],
    });
    return code;
  }

  let passed = 0;
  let failed = 0;
  const times = [];
  for (const stage of stages) {
    if (wanted.length > 0 && !wanted.includes(stage.name)) {
      continue;
    }
    const from = Date.now();
    const { code, tests } = await runStage(stage);
    times.push(
      `${code === 0 ? 'passed' : 'FAILED'}  ${stage.name.padEnd(12)} ${seconds(
        Date.now() - from,
      )}`,
    );
    if (tests) {
      passed += tests.passed;
      failed += tests.failed;
    } else if (code === 0) {
      passed += 1;
    } else {
      failed += 1;
    }
  }

  say('Done');
  for (const line of times) {
    console.log(`  ${line}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});

async function runStage({ name, program, args }) {
  say(`${name} …`);
  let output = '';
  const code = await run(nodeBinary, [fromRoot(program), ...args], {
    env: toolchainEnv({ NODE_OPTIONS: '--max-old-space-size=6144', CI: '1' }),
    show: true,
    onOutput: text => {
      output = (output + text).slice(-1000);
    },
  });
  const counts = output.trimEnd().match(/(\d+) passed, (\d+) failed$/);
  return {
    code,
    tests: counts && {
      passed: Number(counts[1]),
      // A failure that is no test's, such as a missing folder
      failed: Math.max(Number(counts[2]), code === 0 ? 0 : 1),
    },
  };
}
