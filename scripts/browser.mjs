// A Chromium for the browser tests: one that is there, the system's package, or Playwright's own build.
import { spawnSync } from 'node:child_process';

const attempts = [
  ['apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { before: ['apt-get', ['update']] }],
  ['npx', ['playwright-core', 'install', '--with-deps', 'chromium'], {}],
  // Without the right to install what it needs: it may be there.
  ['npx', ['playwright-core', 'install', 'chromium'], {}],
];

const run = (command, args) =>
  spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

/** Calls `fail` with one sentence when no way leads to a browser. */
export async function ensureBrowser(fail) {
  const { findBrowser } = await import('../e2e/dist/browser.js');
  if (findBrowser()) return;
  console.error('Installing a Chromium for the browser tests …');
  for (const [command, args, { before }] of attempts) {
    if (before && !run(...before)) continue;
    if (run(command, args) && findBrowser()) return;
  }
  fail('The browser tests need a Chromium: install one, or name it in CHROMIUM_PATH.');
}
