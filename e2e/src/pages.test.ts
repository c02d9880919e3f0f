import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, sideways, signIn, violations } from './page.js';
import { type Product, registerMira, startProduct } from './product.js';
import { fillLibrary, screensOf } from './screens.js';

describe('every page', () => {
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
    'opens cold, accessible, without complaint and without sideways scrolling: %s',
    async (_, options) => {
      const { context, page: first } = await openPage(browser, product.url, options);
      await signIn(first);
      const faults: string[] = [];
      for (const { name, path, ready } of screensOf(ids)) {
        const state = path.startsWith('/sign') ? undefined : await context.storageState();
        const {
          page,
          complaints,
          context: own,
        } = await openPage(browser, product.url, { ...options, storageState: state });
        await page.goto(path);
        await ready(page);
        for (const violation of await violations(page)) faults.push(`${name}: ${violation}`);
        for (const complaint of complaints) faults.push(`${name}: ${complaint}`);
        if ((await sideways(page)) > 0) faults.push(`${name}: scrolls sideways`);
        // The refresh token was exchanged: the next page goes on with the new one.
        if (state) await context.addCookies(await own.cookies());
        await own.close();
      }
      expect(faults).toEqual([]);
    },
    180_000,
  );

  it('is small enough: at most 150 kB of script and 15 requests before the library shows', async () => {
    const { page } = await openPage(browser, product.url);
    await signIn(page);
    const sizes: { path: string; isScript: boolean; bytes: number }[] = [];
    page.on('requestfinished', async (request) => {
      const { responseBodySize } = await request.sizes();
      sizes.push({
        path: new URL(request.url()).pathname,
        isScript: request.resourceType() === 'script',
        bytes: responseBodySize,
      });
    });
    await page.goto('/');
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
    const scripts = sizes.filter((item) => item.isScript).reduce((sum, item) => sum + item.bytes, 0);
    expect(scripts).toBeGreaterThan(0);
    expect(scripts, JSON.stringify(sizes)).toBeLessThanOrEqual(150_000);
    expect(sizes.filter((item) => !item.path.startsWith('/assets/')).length).toBeLessThanOrEqual(15);
  });
});
