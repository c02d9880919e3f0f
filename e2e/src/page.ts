import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { mira } from './product.js';

/** A busy machine is slow; a missing thing is missing for good. */
const patienceMs = 20_000;

/** A page that keeps whatever the console complained about. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, of the content security policy and of loading. */
  complaints: string[];
}

export async function openPage(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That nothing is unsaved is an answer, which the browser itself reports as a 404.
    const isNoDraft = message.location().url.includes('/draft') && message.text().includes('status of 404');
    if (message.type() === 'error' && !isNoDraft) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.setDefaultTimeout(patienceMs);
  return { page, context, complaints };
}

export async function signIn(page: Page, who: { username: string; password: string } = mira): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail or username').fill(who.username);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'All prompts' }).waitFor();
}

/** What axe finds in the page: rule, and where. Empty is right. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.map((item) => `${item.id}: ${item.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** How many pixels the page can be scrolled sideways. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Puts the cursor at the end of an editor and types. */
export async function typeInEditor(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
}
