import type { Browser, BrowserContextOptions, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, sideways, signIn, violations } from './page.js';
import { type Product, registerMira, startProduct } from './product.js';
import { fillLibrary, screensOf } from './screens.js';

describe('every page', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let ids: Awaited<ReturnType<typeof fillLibrary>>;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    ids = await fillLibrary(await registerMira(product.url));
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  const ways: [string, BrowserContextOptions][] = [
    ['light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
    ['dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
    ['at phone width', { viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true }],
  ];
  it.each(ways)(
    'opens from its address, accessible, without complaint or sideways scrolling: %s',
    async (_, options) => {
      const { page, complaints } = await openPage(browser, product.url, options);
      await signIn(page);
      const faults: string[] = [];
      for (const { name, path, ready, refused = 0 } of screensOf(ids)) {
        complaints.length = 0;
        await page.goto(path);
        await ready(page);
        for (const violation of await violations(page)) faults.push(`${name}: ${violation}`);
        // The browser itself reports the answers 404 that a screen is about.
        const unexpected = complaints.filter((complaint) => !(refused && complaint.includes(`status of ${refused}`)));
        for (const complaint of unexpected) faults.push(`${name}: ${complaint}`);
        if ((await sideways(page)) > 0) faults.push(`${name}: scrolls sideways`);
      }
      expect(faults).toEqual([]);
    },
  );

  it('is small enough: at most 180 kB of script and 15 requests besides files before the library shows', async () => {
    const signedIn = await openPage(browser, product.url);
    await signIn(signedIn.page);
    // Another context has no cache: all of it is loaded.
    const { page } = await openPage(browser, product.url, { storageState: await signedIn.context.storageState() });
    const answers: Response[] = [];
    page.on('response', (response) => answers.push(response));
    await page.goto('/');
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
    const scripts = answers.filter((answer) => answer.request().resourceType() === 'script');
    const sizes = scripts.map((answer) => Number(answer.headers()['content-length']));
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(180_000);
    expect(sizes.every((bytes) => bytes > 0)).toBe(true);
    const others = answers.filter((answer) => !new URL(answer.url()).pathname.startsWith('/assets/'));
    expect(others.length).toBeLessThanOrEqual(15);
  });
});
