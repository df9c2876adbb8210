import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { say, seconds, step } from './report.mjs';
import { toolchainDir } from './paths.mjs';

// Backstage 1.55 runs on Node 22 and 24; a machine may have another. These
// come from npm, so that npm is all a machine needs.
const versions = {
  node: '22.23.3',
  '@yarnpkg/cli-dist': '4.18.1',
};

export const nodeBinary = join(
  toolchainDir,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const yarnScript = join(
  toolchainDir,
  'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
);

/** Puts the Node and the Yarn that the portal needs beside it. */
export async function ensureToolchain() {
  if (await isThere()) {
    return;
  }
  const from = Date.now();
  await step(
    `Fetching Node ${versions.node} and Yarn ${versions['@yarnpkg/cli-dist']}`,
    async () => {
      await mkdir(toolchainDir, { recursive: true });
      await writeFile(
        join(toolchainDir, 'package.json'),
        `${JSON.stringify(
          { private: true, dependencies: versions },
          null,
          2,
        )}\n`,
      );
      await npm(
        [
          'install',
          '--prefix',
          toolchainDir,
          '--ignore-scripts=false',
          '--no-audit',
          '--no-fund',
          '--no-package-lock',
        ],
        { failure: 'Node and Yarn could not be fetched' },
      );
    },
  );
  say(`Node and Yarn are there (${seconds(Date.now() - from)})`);
}

async function isThere() {
  if (!existsSync(nodeBinary)) {
    return false;
  }
  for (const [name, version] of Object.entries(versions)) {
    try {
      const manifest = join(toolchainDir, 'node_modules', name, 'package.json');
      if (JSON.parse(await readFile(manifest, 'utf8')).version !== version) {
        return false;
      }
    } catch {
      return false;
    }
  }
  return true;
}

/** Runs the npm that the machine has, with the machine's own Node. */
function npm(args, options) {
  const env = { ...process.env };
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.c?js$/.test(cli)
    ? run(process.execPath, [cli, ...args], { env, ...options })
    : run('npm', args, {
        env,
        shell: process.platform === 'win32',
        ...options,
      });
}

export function yarn(args, options) {
  return run(nodeBinary, [yarnScript, ...args], options);
}
