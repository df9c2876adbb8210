import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot, root } from './paths.mjs';

/** One hash over files and folders, given relative to the repository. */
export async function fingerprint(paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const path of [...paths].sort()) {
    for (const file of await filesIn(path)) {
      hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest('hex');
}

async function filesIn(path) {
  let entries;
  try {
    entries = await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') {
      return [path];
    }
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
  const nested = await Promise.all(
    entries
      .filter(entry => !['node_modules', 'dist'].includes(entry.name))
      .map(entry => filesIn(`${path}/${entry.name}`)),
  );
  return nested.flat().sort();
}

/** The workspaces, by package name. */
export async function workspaces() {
  const found = new Map();
  for (const parent of ['packages', 'plugins']) {
    for (const entry of await readdir(fromRoot(parent))) {
      const folder = `${parent}/${entry}`;
      if (existsSync(fromRoot(folder, 'package.json'))) {
        const manifest = JSON.parse(
          await readFile(fromRoot(folder, 'package.json'), 'utf8'),
        );
        found.set(manifest.name, { folder, manifest });
      }
    }
  }
  return found;
}
