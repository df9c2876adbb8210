import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './report.mjs';
import { root, toolchainDir } from './paths.mjs';

/** How long a program may take to stop before it is ended. */
const PATIENCE_MS = 8_000;

const TAIL_CHARACTERS = 6_000;

const running = new Set();
const atExit = new Set();

/** Registers something to be done whatever way the script ends. */
export function onStop(action) {
  atExit.add(action);
  return () => atExit.delete(action);
}

export async function stopEverything() {
  await Promise.all([...running].map(program => program.stop()));
  for (const action of [...atExit]) {
    atExit.delete(action);
    await action();
  }
}

/** The environment in which Node and Yarn are the ones of the toolchain. */
export function toolchainEnv(extra = {}) {
  return {
    ...process.env,
    PATH: [
      join(toolchainDir, 'node_modules/.bin'),
      fromRootBin,
      process.env.PATH,
    ].join(process.platform === 'win32' ? ';' : ':'),
    ...extra,
  };
}

const fromRootBin = join(root, 'node_modules/.bin');

/**
 * Starts a program in a process group of its own, so that stopping it stops
 * what it started, too.
 *
 * @param options.show whether its output goes to this terminal, too
 * @param options.logFile where its output goes instead
 * @param options.onOutput called with all that it says
 */
export function start(command, args, options = {}) {
  const {
    cwd = root,
    env = toolchainEnv(),
    show,
    logFile,
    onOutput,
    ipc,
    ...rest
  } = options;
  // Not through a pipe, so that the program does not choke on a broken one if
  // this script is killed
  const log = logFile && openSync(logFile, 'w');
  const output = log ?? 'pipe';
  const child = spawn(command, args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', output, output, ...(ipc ? ['ipc'] : [])],
    ...rest,
  });
  if (log) {
    closeSync(log);
  }

  let tail = '';
  for (const [stream, terminal] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream?.setEncoding('utf8').on('data', text => {
      tail = (tail + text).slice(-TAIL_CHARACTERS);
      onOutput?.(text);
      if (show) {
        terminal.write(text);
      }
    });
  }

  let spawnError;
  const exited = new Promise(resolve => {
    child.on('error', error => {
      spawnError = error;
      running.delete(program);
      resolve({ code: 127, signal: undefined });
    });
    child.on('close', (code, signal) => {
      running.delete(program);
      resolve({ code: code ?? 1, signal: signal ?? undefined });
    });
  });

  function signalGroup(signal) {
    try {
      if (process.platform === 'win32') {
        child.kill(signal);
      } else {
        process.kill(-child.pid, signal);
      }
    } catch {
      // It has ended already
    }
  }

  const program = {
    pid: child.pid,
    exited,
    get running() {
      return running.has(program);
    },
    /** The last that it said. */
    get tail() {
      if (spawnError) {
        return spawnError.message;
      }
      return logFile
        ? readFileSync(logFile, 'utf8').slice(-TAIL_CHARACTERS)
        : tail;
    },
    async stop(signal = 'SIGTERM') {
      if (!running.has(program)) {
        return;
      }
      signalGroup(signal);
      const timer = setTimeout(() => signalGroup('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
  running.add(program);
  return program;
}

/**
 * Runs a program to its end.
 *
 * @param options.failure what to say when it fails; without, the exit code is returned
 */
export async function run(command, args, { failure, ...options } = {}) {
  const program = start(command, args, options);
  const { code } = await program.exited;
  if (code !== 0 && failure) {
    throw explainExit(program.tail, failure, options.show);
  }
  return code;
}

function explainExit(output, failure, shown) {
  const plain = stripColours(output);
  if (/ENOSPC|no space left on device/i.test(plain)) {
    return new Failure(
      `${failure}: the disk is full; free some space and try again.`,
    );
  }
  if (/EACCES|EROFS|permission denied|read-only file system/i.test(plain)) {
    return new Failure(
      `${failure}: a folder cannot be written; check who owns it and its rights.`,
      lastLines(plain, 5),
    );
  }
  if (
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network (?:error|timeout)|RequestError|getaddrinfo/i.test(
      plain,
    )
  ) {
    return new Failure(
      `${failure}: the package registry cannot be reached; check the network and npm's registry setting (npm config get registry).`,
      lastLines(plain, 3),
    );
  }
  if (/YN0028|lockfile would have been modified/i.test(plain)) {
    return new Failure(
      `${failure}: yarn.lock does not fit the package.json files; run "yarn install" and commit what changes.`,
      lastLines(plain, 5),
    );
  }
  return new Failure(`${failure}.`, shown ? undefined : lastLines(plain, 25));
}

export function lastLines(text, count) {
  return stripColours(text).trimEnd().split('\n').slice(-count).join('\n');
}

function stripColours(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
