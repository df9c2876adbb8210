import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeDataFolder } from './dataFolder.mjs';
import { lastLines, start, toolchainEnv } from './processes.mjs';
import { Failure, say, seconds, step } from './report.mjs';
import { fromRoot, logsDir } from './paths.mjs';
import { nodeBinary } from './toolchain.mjs';

export const configFiles = ['app-config.yaml', 'app-config.demo.yaml'];

const READY_WITHIN_MS = 120_000;
const LOADED_WITHIN_MS = 120_000;

/**
 * Starts the backend, which serves the app too, and waits until it is usable.
 *
 * @param options.data folder of the embedded databases
 * @param options.config settings that go before those in the files, by path
 *   such as `backend.database`
 * @returns the address, the demo users and `stop`
 */
export async function startPortal({
  port,
  host = '127.0.0.1',
  data,
  name = 'portal',
  config = {},
}) {
  const url = `http://localhost:${port}`;
  await takeDataFolder(data, url);
  await mkdir(logsDir, { recursive: true });
  const logFile = join(logsDir, `${name}.log`);

  const settings = {
    'app.baseUrl': url,
    'backend.baseUrl': url,
    'backend.listen': { port, host },
    ...config,
  };
  const from = Date.now();
  // As `backstage-cli package start` would, less its watcher
  const backend = start(
    nodeBinary,
    [
      '--enable-source-maps',
      '--require',
      fromRoot('node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      '--require',
      fromRoot('scripts/lib/endWithParent.cjs'),
      'src/index',
      ...configFiles.flatMap(file => ['--config', fromRoot(file)]),
    ],
    {
      cwd: fromRoot('packages/backend'),
      env: toolchainEnv({
        NODE_ENV: 'development',
        NODE_OPTIONS: undefined,
        ESBK_TSCONFIG_PATH: fromRoot('tsconfig.json'),
        HINDSIGHT_DATA: data,
        ...toConfigVariables(settings),
      }),
      logFile,
      ipc: true,
    },
  );

  // Always by IPv4: what `localhost` means first differs between machines
  const address = `http://127.0.0.1:${port}`;
  const portal = {
    url,
    address,
    logFile,
    exited: backend.exited,
    tail: () => lastLines(backend.tail, 20),
    stop: () => backend.stop(),
    users: [],
  };

  await step('Starting the backend', () =>
    waitFor(portal, backend, READY_WITHIN_MS, 'become ready', async () => {
      const response = await fetch(`${address}/.backstage/health/v1/readiness`);
      return response.ok;
    }),
  );
  say(`The backend is ready (${seconds(Date.now() - from)})`);

  const loadingFrom = Date.now();
  const seen = { users: 0 };
  portal.users = await readDemoUsers(address);
  const loaded = await step('Loading the example organisation', () =>
    waitFor(portal, backend, LOADED_WITHIN_MS, 'load the catalog', () =>
      catalogIsLoaded(portal, seen),
    ),
  );
  await waitFor(portal, backend, LOADED_WITHIN_MS, 'load its history', () =>
    historyIsLoaded(portal),
  );
  say(
    `${loaded} catalog entities are there (${seconds(
      Date.now() - loadingFrom,
    )})`,
  );
  return portal;
}

/** APP_CONFIG_a_b is how Backstage takes the setting a.b from the environment. */
function toConfigVariables(settings) {
  return Object.fromEntries(
    Object.entries(settings).map(([path, value]) => [
      `APP_CONFIG_${path.replaceAll('.', '_')}`,
      JSON.stringify(value),
    ]),
  );
}

async function waitFor(portal, backend, patience, what, probe) {
  const until = Date.now() + patience;
  for (;;) {
    if (!backend.running) {
      throw new Failure(
        `The backend stopped before it could ${what}; its whole log is in ${portal.logFile}.`,
        portal.tail(),
      );
    }
    // It stays alive then, without ever becoming ready
    const [refusal] =
      backend.tail.match(/Backend startup failed[\s\S]*$/) ?? [];
    if (refusal) {
      throw new Failure(
        `The backend did not start; its whole log is in ${portal.logFile}.`,
        refusal.split('\n').slice(0, 8).join('\n'),
      );
    }
    try {
      const answer = await probe();
      if (answer) {
        return answer;
      }
    } catch {
      // Not yet
    }
    if (Date.now() > until) {
      throw new Failure(
        `The backend did not ${what} within ${
          patience / 1000
        } seconds; its whole log is in ${portal.logFile}.`,
        portal.tail(),
      );
    }
    await sleep(150);
  }
}

/** The people of the sign-in page, from the configuration that the app is served with. */
async function readDemoUsers(address) {
  const page = await (await fetch(address)).text();
  const [, json = '[]'] =
    page.match(/<script type="backstage\.io\/config">([\s\S]*?)<\/script>/) ??
    [];
  return JSON.parse(json).flatMap(({ data }) => data.demo?.users ?? []);
}

async function signIn({ address }, userEntityRef) {
  const response = await fetch(`${address}/api/auth/demo/refresh`, {
    headers: { 'x-demo-user': userEntityRef },
  });
  return response.ok
    ? (await response.json()).backstageIdentity.token
    : undefined;
}

/**
 * Whether every demo user is in the catalog and it grows no more.
 *
 * @param seen what earlier calls have found out
 */
async function catalogIsLoaded(portal, seen) {
  for (const { entityRef } of portal.users.slice(seen.users)) {
    seen.token = await signIn(portal, entityRef);
    if (!seen.token) {
      return false;
    }
    seen.users += 1;
  }
  if (!seen.token) {
    return 'No';
  }
  const response = await fetch(
    `${portal.address}/api/catalog/entities/by-query?limit=0`,
    { headers: { authorization: `Bearer ${seen.token}` } },
  );
  const { totalItems } = await response.json();
  const settled = totalItems === seen.count;
  seen.count = totalItems;
  if (!settled) {
    await sleep(600);
  }
  return settled && totalItems;
}

/** Whether the incidents and postmortems that the demo starts with are in place. */
async function historyIsLoaded({ address }) {
  const response = await fetch(`${address}/api/demo/status`);
  const { state, message } = await response.json();
  if (state === 'failed') {
    // The portal is of use without its history
    say(`The example history was not loaded: ${message}`);
    return true;
  }
  return state === 'ready';
}
