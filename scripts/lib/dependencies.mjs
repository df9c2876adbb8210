import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fingerprint, workspaces } from './fingerprint.mjs';
import { toolchainEnv } from './processes.mjs';
import { say, seconds, step } from './report.mjs';
import { fromRoot, hindsightDir } from './paths.mjs';
import { yarn } from './toolchain.mjs';

// Not in node_modules, where Yarn removes what it does not know
const stampFile = join(hindsightDir, 'install.json');

/** What Yarn writes last. */
const yarnState = fromRoot('node_modules/.yarn-state.yml');

/**
 * Installs what yarn.lock says, unless that has been done.
 *
 * @param extent `portal` leaves out the tools that only development needs,
 *   which makes a first start faster; `all` is everything
 */
export async function ensureDependencies(extent) {
  const hash = await fingerprint([
    'package.json',
    'yarn.lock',
    '.yarnrc.yml',
    ...[...(await workspaces()).values()].map(w => `${w.folder}/package.json`),
  ]);
  const stamp = await readStamp();
  if (
    existsSync(yarnState) &&
    stamp?.hash === hash &&
    [extent, 'all'].includes(stamp.extent)
  ) {
    return;
  }

  // Focusing would remove what a full installation brought
  const everything =
    extent === 'all' ||
    (existsSync(fromRoot('node_modules')) && stamp?.extent !== 'portal');
  const done = { extent: everything ? 'all' : 'portal', hash };
  // So that an installation that is interrupted is taken up as it was meant
  await writeStamp({ ...done, hash: 'unfinished' });

  const from = Date.now();
  await step(
    everything
      ? 'Installing all dependencies'
      : 'Installing what the portal needs',
    async () => {
      await yarn(
        everything
          ? ['install', '--immutable']
          : ['workspaces', 'focus', 'app', 'backend'],
        {
          env: toolchainEnv(await registrySettings()),
          failure: 'The dependencies could not be installed',
        },
      );
    },
  );
  await writeStamp(done);
  say(`Dependencies are installed (${seconds(Date.now() - from)})`);
}

async function writeStamp(stamp) {
  await mkdir(hindsightDir, { recursive: true });
  await writeFile(stampFile, JSON.stringify(stamp));
}

async function readStamp() {
  try {
    return JSON.parse(await readFile(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Yarn does not read npm's settings: where packages come from is told to it here. */
async function registrySettings() {
  const keys = ['registry', 'https-proxy', 'proxy', 'cafile', 'strict-ssl'];
  let settings = {};
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['config', 'get', ...keys],
      { shell: process.platform === 'win32' },
    );
    settings = Object.fromEntries(
      stdout
        .split('\n')
        .map(line => line.split(/\s*=\s*(.*)/s).slice(0, 2))
        .filter(([, value]) => value && value !== 'null'),
    );
  } catch {
    // Yarn's own defaults, then
  }

  const env = {};
  if (settings.registry) {
    env.YARN_NPM_REGISTRY_SERVER = settings.registry.replace(/\/+$/, '');
    const { protocol, hostname } = new URL(settings.registry);
    if (protocol === 'http:') {
      env.YARN_UNSAFE_HTTP_WHITELIST = hostname;
    }
  }
  if (settings['https-proxy']) {
    env.YARN_HTTPS_PROXY = settings['https-proxy'];
  }
  if (settings.proxy) {
    env.YARN_HTTP_PROXY = settings.proxy;
  }
  if (settings.cafile) {
    env.YARN_HTTPS_CA_FILE_PATH = settings.cafile;
  }
  if (settings['strict-ssl'] === 'false') {
    env.YARN_ENABLE_STRICT_SSL = 'false';
  }
  // What is set for Yarn itself wins
  return { ...env, ...onlyYarnSettings(process.env) };
}

function onlyYarnSettings(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name.startsWith('YARN_')),
  );
}
