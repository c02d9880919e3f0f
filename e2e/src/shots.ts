import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.js';
import { openPage, signIn } from './page.js';
import { registerMira, startProduct } from './product.js';
import { fillLibrary, screensOf } from './screens.js';

/** Pictures of every screen, in both themes and at phone width, into `e2e/shots/`: for people to look at. */
const folder = fileURLToPath(new URL('../shots/', import.meta.url));
const looks = [
  { look: 'light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' as const },
  { look: 'dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const },
  { look: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' as const },
];

await mkdir(folder, { recursive: true });
const [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
try {
  const setup = await openPage(browser, product.url, { viewport: { width: 1440, height: 900 } });
  await setup.page.goto('/setup');
  await setup.page.getByRole('heading', { name: 'Here begins your library' }).waitFor();
  await setup.page.screenshot({ path: `${folder}setup-light.png` });
  const ids = await fillLibrary(await registerMira(product.url));
  for (const { look, ...options } of looks) {
    const { page } = await openPage(browser, product.url, options);
    await signIn(page);
    for (const { name, path, ready } of screensOf(ids)) {
      await page.goto(path);
      await ready(page);
      await page.screenshot({ path: `${folder}${name}-${look}.png` });
    }
  }
} finally {
  await browser.close();
  await product.close();
}
