import { stopEverything } from './processes.mjs';

const startedAt = Date.now();

export const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

export const elapsed = () => Date.now() - startedAt;

/** One line of progress, with the seconds since the start. */
export function say(text) {
  console.log(`[${seconds(elapsed()).padStart(7)}] ${text}`);
}

/** A problem that one sentence explains; no stack trace is shown for it. */
export class Failure extends Error {
  name = 'Failure';

  /** @param details what a program said, shown above the sentence */
  constructor(message, details) {
    super(message);
    this.details = details;
  }
}

/**
 * Says what is being done, and again every ten seconds while it lasts.
 *
 * @returns what `action` returns
 */
export async function step(title, action) {
  const from = Date.now();
  say(`${title} …`);
  const reminder = setInterval(() => {
    say(`${title} … (${Math.round((Date.now() - from) / 1000)} s so far)`);
  }, 10_000);
  try {
    return await action();
  } finally {
    clearInterval(reminder);
  }
}

/** Runs a script: failures become one sentence, and no child outlives it. */
export async function main(action) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    fail(
      new Failure(
        `Node ${process.versions.node} is too old: this needs Node 20 or newer.`,
      ),
    );
  }

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (stopping) {
        return;
      }
      stopping = true;
      if (process.stdout.isTTY) {
        process.stdout.write('\n');
      }
      say('Stopping …');
      await stopEverything();
      process.exit(signal === 'SIGTERM' ? 143 : 130);
    });
  }

  try {
    const exitCode = await action(process.argv.slice(2));
    if (stopping) {
      return;
    }
    await stopEverything();
    process.exit(exitCode ?? 0);
  } catch (error) {
    if (stopping) {
      // What is being stopped fails, and the signal's handler ends the script
      return;
    }
    await stopEverything();
    fail(error);
  }
}

function fail(error) {
  if (error.details) {
    console.error(`\n${error.details.trimEnd()}\n`);
  }
  if (error instanceof Failure) {
    console.error(error.message);
  } else if (process.env.HINDSIGHT_DEBUG) {
    console.error(error);
  } else {
    console.error(
      `${explainSystemError(error)} (HINDSIGHT_DEBUG=1 shows where.)`,
    );
  }
  process.exit(1);
}

/** Errors of the file system and the network that a person can do something about. */
export function explainSystemError(error) {
  switch (error.code) {
    case 'ENOSPC':
      return 'The disk is full: free some space and try again.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${
        error.path ?? 'A folder'
      } cannot be written: check who owns it and its rights.`;
    default:
      return `${error.message}.`;
  }
}
