// Starts the portal with its example organisation: npm start
import { ensureBundle } from './lib/bundle.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { refuseIfInUse } from './lib/dataFolder.mjs';
import { dataDir } from './lib/paths.mjs';
import { configFiles, startPortal } from './lib/portal.mjs';
import { chosenPort, requireFreePort } from './lib/ports.mjs';
import { elapsed, Failure, main, say, seconds } from './lib/report.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

main(async () => {
  const port = chosenPort();
  const host = process.env.HOST || '127.0.0.1';
  await requireFreePort(port, host);
  await refuseIfInUse(dataDir);

  await ensureToolchain();
  await ensureDependencies('portal');
  await ensureBundle(configFiles);
  const portal = await startPortal({ port, host, data: dataDir });

  welcome(portal);
  await portal.exited;
  throw new Failure(
    `The backend has stopped; its whole log is in ${portal.logFile}.`,
    portal.tail(),
  );
});

function welcome({ url, users, logFile }) {
  say(`Ready after ${seconds(elapsed())}`);
  console.log(`
  Portal             ${url}
  API                ${url}/api/postmortems (for those who are signed in)
  OpenAPI document   ${url}/api/postmortems/openapi.json

  Sign in as (use two browsers to be two people):`);
  const width = Math.max(0, ...users.map(user => user.displayName.length));
  for (const user of users) {
    console.log(
      `    ${user.displayName.padEnd(width)}   ${user.role ?? ''}${
        user.shows ? `: ${user.shows}` : ''
      }`,
    );
  }
  console.log(`
  Data   ${dataDir} (npm run demo:reset removes it)
  Log    ${logFile}
  Ctrl-C stops the portal.
`);
}
