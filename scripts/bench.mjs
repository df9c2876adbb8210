// Measures what the backend answers in a second, beside Backstage's own routes
// in the same run: npm run bench
//
//   npm run bench -- 50000     with that many incidents (20,000 when absent)
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundle } from './lib/bundle.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { configFiles, startPortal } from './lib/portal.mjs';
import { fromRoot } from './lib/paths.mjs';
import { freePort } from './lib/ports.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { onStop } from './lib/processes.mjs';
import { Failure, main, say, step } from './lib/report.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const CONNECTIONS = 16;
const SECONDS = 8;
const WARM_UP_SECONDS = 2;
const IMPORTED_AT_ONCE = 1_000;

/** The services that the made-up history is spread over, noisy ones first. */
const SERVICES = [
  'web-shop',
  'checkout-api',
  'payment-gateway',
  'stock-service',
  'search-api',
];
const IMPACTS = ['critical', 'major', 'minor', 'minor', 'none'];
const DAY_MS = 24 * 60 * 60 * 1000;

/** One record of a status page; the same for the same number. */
function statuspageIncident(number) {
  const from = Date.now() - DAY_MS - ((number * 7919) % (700 * DAY_MS));
  const minutes = 5 + ((number * 104_729) % 600);
  return {
    id: `bench-${number}`,
    name: `Requests fail for some customers, case ${number}`,
    status: 'resolved',
    impact: IMPACTS[number % IMPACTS.length],
    created_at: new Date(from).toISOString(),
    resolved_at: new Date(from + minutes * 60_000).toISOString(),
    components: [
      { id: 'c', name: SERVICES[(number * number) % SERVICES.length] },
    ],
    incident_updates: [],
  };
}

async function importHistory(portal, headers, count) {
  for (let from = 0; from < count; from += IMPORTED_AT_ONCE) {
    const size = Math.min(IMPORTED_AT_ONCE, count - from);
    const incidents = Array.from({ length: size }, (_, index) =>
      statuspageIncident(from + index),
    );
    const response = await fetch(`${portal.address}/api/postmortems/imports`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        format: 'statuspage',
        content: JSON.stringify({ incidents }),
      }),
    });
    const report = await response.json();
    if (report.created !== size) {
      throw new Failure(
        'The history could not be imported.',
        JSON.stringify(report).slice(0, 500),
      );
    }
  }
}

/** Requests in a second and the 99th percentile of their answers, in milliseconds. */
async function measure(autocannon, url, headers) {
  const options = { url, headers, connections: CONNECTIONS };
  await autocannon({ ...options, duration: WARM_UP_SECONDS });
  const result = await autocannon({ ...options, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Failure(
      `${url} answered ${result.non2xx} times with a refusal and ${result.errors} times not at all.`,
    );
  }
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}

main(async ([wanted = '20000']) => {
  const count = Number(wanted);
  if (!Number.isInteger(count) || count < 1) {
    throw new Failure(`'${wanted}' is no number of incidents.`);
  }
  await ensureToolchain();
  await ensureDependencies('all');
  await ensureBundle(configFiles);
  const autocannon = createRequire(fromRoot('package.json'))('autocannon');
  const { host, port, user, password } = await startPostgres();
  const data = mkdtempSync(join(tmpdir(), 'hindsight-bench-'));
  onStop(() => rmSync(data, { recursive: true, force: true }));
  const portal = await startPortal({
    port: await freePort(),
    data,
    name: 'bench',
    config: {
      'backend.database': {
        client: 'pg',
        connection: { host, port, user, password },
      },
    },
  });
  try {
    const [{ entityRef }] = portal.users;
    const session = await fetch(`${portal.address}/api/auth/demo/refresh`, {
      headers: { 'x-demo-user': entityRef },
    });
    const { token } = (await session.json()).backstageIdentity;
    const headers = { authorization: `Bearer ${token}` };
    await step(`Importing ${count} incidents`, () =>
      importHistory(portal, headers, count),
    );

    const one = await fetch(
      `${portal.address}/api/postmortems/incidents?limit=1`,
      { headers },
    );
    const { reference } = (await one.json()).items[0];
    const service = 'entityRef=component:default/web-shop';
    const incidents = '/api/postmortems/incidents';
    const routes = [
      [
        'catalog by-query, 20 entities',
        '/api/catalog/entities/by-query?limit=20',
      ],
      [
        'catalog, one entity',
        '/api/catalog/entities/by-name/component/default/web-shop',
      ],
      ['one incident', `${incidents}/${reference}`],
      ['20 incidents of everything', `${incidents}?limit=20`],
      ['20 incidents of a service', `${incidents}?limit=20&${service}`],
      [
        'the same, with the count',
        `${incidents}?limit=20&total=true&${service}`,
      ],
      [
        '20 incidents of a domain and all in it',
        `${incidents}?limit=20&relation=parts&entityRef=domain:default/shopping`,
      ],
      ['20 incidents by a word', `${incidents}?limit=20&text=customers`],
      [
        "a service's chart, 12 months",
        `${incidents}/series?${service}&startedAfter=${new Date(
          Date.now() - 365 * DAY_MS,
        ).toISOString()}`,
      ],
      [
        'the policy of a service',
        `/api/postmortems/policy?${service}&describe=true`,
      ],
    ];

    const rows = [];
    for (const [title, path] of routes) {
      say(`Measuring ${title} …`);
      rows.push({
        title,
        ...(await measure(autocannon, `${portal.address}${path}`, headers)),
      });
    }
    const [peer] = rows;
    console.log(
      `\n${count} incidents on PostgreSQL, ${CONNECTIONS} connections, one process; "of peer" is against ${peer.title}\n`,
    );
    for (const { title, perSecond, p99 } of rows) {
      console.log(
        `${title.padEnd(42)} ${perSecond.toFixed(0).padStart(7)} /s ${(
          perSecond / peer.perSecond
        )
          .toFixed(2)
          .padStart(7)} of peer   p99 ${String(p99).padStart(5)} ms`,
      );
    }
  } finally {
    await portal.stop();
  }
  return 0;
});
