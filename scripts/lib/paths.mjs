import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything that the scripts make, apart from node_modules and dist folders. */
export const hindsightDir = join(root, '.hindsight');

export const toolchainDir = join(hindsightDir, 'toolchain');
export const logsDir = join(hindsightDir, 'logs');

/** The embedded databases of `npm start`. */
export const dataDir = process.env.HINDSIGHT_DATA
  ? resolve(process.env.HINDSIGHT_DATA)
  : join(hindsightDir, 'data');

export const fromRoot = (...parts) => join(root, ...parts);
