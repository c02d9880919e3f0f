import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, violations } from './page.js';
import { mira, type Product, registerMira, startProduct } from './product.js';
import { fillLibrary } from './screens.js';

/** The mouse is never touched. */
describe('by keyboard alone', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    await fillLibrary(await registerMira(product.url));
    ({ page } = await openPage(browser, product.url));
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

  it('signs in', async () => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail or username').focus();
    await page.keyboard.type(mira.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(mira.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Code Review Agent' }).waitFor();
  });

  it('goes down the list with J, up with K, and opens with Enter', async () => {
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('Code Review Agent');
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('Article Summarizer');
    await page.keyboard.press('k');
    await expect.poll(focused).toBe('Code Review Agent');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('1 selected').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Code Review Agent' }).waitFor();
  });

  it('finds and opens another prompt from the palette, and the focus comes back when it closes', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('summ');
    await page.getByRole('option', { name: /Article Summarizer/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Edit');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('summ');
    await page.getByRole('option', { name: /Article Summarizer/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Article Summarizer' }).waitFor();
  });

  it('opens a menu with the arrows, and a dialog from it', async () => {
    await page.getByRole('button', { name: 'More actions' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('Details, tags and collection');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: 'Details' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('End');
    await page.keyboard.type(' II');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Article Summarizer II' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('writes and saves a new version, and leaves the editor with Tab', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).focus();
    await page.keyboard.press('Enter');
    const editor = page.getByRole('textbox', { name: 'Text of the prompt', exact: true });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n{{aud');
    await page.getByRole('listbox').getByText('audience').waitFor();
    // CodeMirror takes no key for a list that has just opened (75 ms): nobody can have meant it.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await expect.poll(() => editor.textContent()).toMatch(/\{\{audience\}\}$/);
    await page.keyboard.press('Tab');
    expect(await editor.evaluate((element) => element.contains(document.activeElement))).toBe(false);
    await page.keyboard.press('Control+s');
    await page.getByText('Version 3 saved').waitFor();
  });

  it('opens the sheet of keys, and a new prompt with C', async () => {
    await page.getByRole('link', { name: 'Use', exact: true }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('heading', { name: 'All keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'New prompt' }).waitFor();
  });
});
