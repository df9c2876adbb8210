import { readFile, writeFile } from 'node:fs/promises';
import { fingerprint, workspaces } from './fingerprint.mjs';
import { run, toolchainEnv } from './processes.mjs';
import { say, seconds, step } from './report.mjs';
import { fromRoot } from './paths.mjs';
import { nodeBinary } from './toolchain.mjs';

// In dist, so that any other build of the app makes it go away
const stampFile = fromRoot('packages/app/dist/.hindsight-bundle');

/** Builds the app that the backend serves, if its sources have changed. */
export async function ensureBundle(configFiles) {
  const hash = await fingerprint(await sources(), configFiles.join());
  if ((await readStamp()) === hash) {
    return;
  }
  const from = Date.now();
  await step('Building the app', () =>
    run(
      nodeBinary,
      [
        fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'build',
        ...configFiles.flatMap(file => ['--config', fromRoot(file)]),
      ],
      {
        cwd: fromRoot('packages/app'),
        // Under CI=true the bundler takes warnings for errors
        env: toolchainEnv({ CI: '' }),
        failure: 'The app could not be built',
      },
    ),
  );
  await writeFile(stampFile, hash);
  say(`The app is built (${seconds(Date.now() - from)})`);
}

/** The app and the workspaces that it depends on, and every schema of the configuration. */
async function sources() {
  const all = await workspaces();
  const needed = new Set();
  const visit = name => {
    const workspace = all.get(name);
    if (workspace && !needed.has(workspace)) {
      needed.add(workspace);
      Object.keys(workspace.manifest.dependencies ?? {}).forEach(visit);
    }
  };
  visit('app');

  return [
    'yarn.lock',
    'tsconfig.json',
    'packages/app/public',
    ...[...needed].flatMap(({ folder }) => [
      `${folder}/src`,
      `${folder}/package.json`,
    ]),
    ...[...all.values()].map(({ folder }) => `${folder}/config.d.ts`),
  ];
}

async function readStamp() {
  try {
    return await readFile(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
