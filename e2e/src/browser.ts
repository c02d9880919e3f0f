import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is: CHROMIUM_PATH, the PATH, Debian's place, or what Playwright installed; `undefined`: nowhere. */
export function findBrowser(env = process.env): string | undefined {
  const given = env.CHROMIUM_PATH;
  if (given) return given;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, '/usr/bin/chromium', chromium.executablePath()].find((path) => existsSync(path));
}

/** A headless Chromium that asks no other host for anything. @throws Error when there is none: a test is never skipped */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error('No Chromium was found. Install it (apt-get install chromium), or set CHROMIUM_PATH.');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
