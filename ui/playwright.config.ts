import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** The one without a window of its own comes first: in it the same tests take half the time. */
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Where it is two in the afternoon: the made-up clips of the last hours were then made today, at whatever hour the tests run. */
function afternoon(): string {
  const ahead = 14 - new Date().getUTCHours();
  // POSIX counts the other way round.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** The window in a real browser, over the fake engine. The browser is the system's: none is downloaded. */
export default defineConfig({
  testDir: '../tests/ui',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  // A busy machine's browser may miss a moment; what passes only the second time is reported as flaky, and is to be mended.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 30_000,
  reporter: [['list']],
  use: {
    baseURL: 'http://127.0.0.1:1421',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: afternoon(),
    // A trace films the page: with one of every test all of them take twice the time.
    trace: 'on-first-retry',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? browsers.find((path) => existsSync(path)) ?? '/usr/bin/chromium',
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
  webServer: {
    command: 'npm run build:fake && npx vite preview --mode fake --outDir dist-fake',
    url: 'http://127.0.0.1:1421',
    reuseExistingServer: process.env['CI'] === undefined,
    timeout: 120_000,
  },
});
