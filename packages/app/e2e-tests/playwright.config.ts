import { defineConfig } from '@playwright/test';

const run = process.env.HINDSIGHT_BROWSER_RUN ?? 'browser';

// Run by scripts/test.mjs, which starts the portal and finds the browser.
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: `../../../.hindsight/${run}`,
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json']],
  use: {
    baseURL: process.env.HINDSIGHT_URL,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.HINDSIGHT_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
