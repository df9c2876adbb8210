// Forgets everything done in the demo: npm run demo:reset
import { emptyDataFolder } from './lib/dataFolder.mjs';
import { dataDir } from './lib/paths.mjs';
import { main } from './lib/report.mjs';

main(async () => {
  const removed = await emptyDataFolder(dataDir);
  console.log(
    removed
      ? `The data in ${dataDir} is removed; the next npm start begins afresh.`
      : `There is no data in ${dataDir}.`,
  );
});
