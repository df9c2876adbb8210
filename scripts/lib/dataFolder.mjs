import {
  mkdir,
  readdir,
  readFile,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { explainSystemError, Failure } from './report.mjs';
import { onStop } from './processes.mjs';

const MARKER = 'portal.json';

/**
 * Takes the folder with the embedded databases for this process, so that no two
 * portals write to the same files.
 */
export async function takeDataFolder(folder, url) {
  await refuseIfInUse(folder);
  const marker = join(folder, MARKER);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(marker, JSON.stringify({ pid: process.pid, url }));
  } catch (error) {
    throw new Failure(
      `The data cannot be kept in ${folder}: ${explainSystemError(error)}`,
    );
  }
  onStop(() => rm(marker, { force: true }));
}

/** Removes the databases, and nothing else that may be in the folder. */
export async function emptyDataFolder(folder) {
  await refuseIfInUse(folder);
  let files;
  try {
    files = await readdir(folder);
  } catch {
    return false;
  }
  const ours = files.filter(
    file => file === MARKER || /\.sqlite(-\w+)?$/.test(file),
  );
  for (const file of ours) {
    await rm(join(folder, file));
  }
  await rmdir(folder).catch(() => {});
  return ours.length > 0;
}

/** Refuses a folder that a running portal keeps its data in. */
export async function refuseIfInUse(folder) {
  let running;
  try {
    running = JSON.parse(await readFile(join(folder, MARKER), 'utf8'));
    process.kill(running.pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') {
      return;
    }
  }
  throw new Failure(
    `A portal is running with the data in ${folder} (${running.url}, process ${running.pid}): stop it first, or keep other data elsewhere with HINDSIGHT_DATA=folder.`,
  );
}
