// Development servers that reload what changes: npm run dev
import { ensureDependencies } from './lib/dependencies.mjs';
import { fromRoot, dataDir } from './lib/paths.mjs';
import { configFiles } from './lib/portal.mjs';
import { requireFreePort } from './lib/ports.mjs';
import { start, toolchainEnv } from './lib/processes.mjs';
import { takeDataFolder } from './lib/dataFolder.mjs';
import { main } from './lib/report.mjs';
import { ensureToolchain, nodeBinary } from './lib/toolchain.mjs';

main(async () => {
  await requireFreePort(7007, '127.0.0.1');
  await requireFreePort(3000, '127.0.0.1');
  await ensureToolchain();
  await ensureDependencies('all');
  await takeDataFolder(dataDir, 'http://localhost:3000');

  const servers = start(
    nodeBinary,
    [
      fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      ...[...configFiles, 'app-config.dev.yaml'].flatMap(file => [
        '--config',
        fromRoot(file),
      ]),
    ],
    {
      env: toolchainEnv({ HINDSIGHT_DATA: dataDir, FORCE_COLOR: '1' }),
      show: true,
    },
  );
  return (await servers.exited).code;
});
