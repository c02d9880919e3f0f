import type { Client } from '@incipit/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, signIn, typeInEditor, violations } from './page.js';
import { type Product, registerMira, startProduct } from './product.js';

const field = 'Text of the prompt';
/** Drafts are sent a second after the last key. */
const soon = { timeout: 20_000 };

/** What is typed and not saved follows its author from one browser to the next. */
describe('unsaved edits', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let client: Client;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    client = await registerMira(product.url);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  /** A browser that knows nothing of the others. */
  const freshBrowser = async () => {
    const { page } = await openPage(browser, product.url);
    await signIn(page);
    return page;
  };
  const newPrompt = async (title: string) =>
    (await client.prompts.create({ title, content: { type: 'text', text: 'First line.' } })).data.id;
  const editor = (page: Page) => page.getByRole('textbox', { name: field, exact: true });
  const open = async (page: Page, id: string) => {
    await page.goto(`/p/${id}/edit`);
    await editor(page).waitFor();
  };
  const hasDraft = async (id: string): Promise<boolean> => {
    try {
      await client.drafts.get({ id });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'draft_not_found') return false;
      throw error;
    }
  };

  it('are offered in another browser, gone on with, saved, and then gone', async () => {
    const id = await newPrompt('Travelling');
    const first = await freshBrowser();
    await open(first, id);
    await typeInEditor(first, field, '\nTyped on the train.');
    await first.getByLabel('What changed, and why').fill('An idea');
    await first.getByText('Draft kept at').waitFor();
    await expect.poll(async () => (await client.drafts.get({ id })).data.message, soon).toBe('An idea');

    const second = await freshBrowser();
    await second.goto(`/p/${id}/edit`);
    await second.getByText('You have edits that are not saved.').waitFor();
    await second.getByText('begun from version 1').waitFor();
    expect(await second.getByRole('table', { name: 'Version 1 and your edits' }).textContent()).toContain(
      'Typed on the train.',
    );
    expect(await violations(second)).toEqual([]);
    await second.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => editor(second).textContent(), soon).toContain('Typed on the train.');
    expect(await editor(second).evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await second.getByLabel('What changed, and why').inputValue()).toBe('An idea');
    await typeInEditor(second, field, '\nFinished at home.');
    await second.getByRole('button', { name: 'Save as version 2' }).click();
    await second.getByText('Version 2 saved').waitFor();

    expect(await hasDraft(id)).toBe(false);
    const { data } = await client.versions.get({ id, n: 2 });
    expect(data).toMatchObject({
      message: 'An idea',
      content: { text: 'First line.\nTyped on the train.\nFinished at home.' },
    });
    await second.reload();
    await editor(second).waitFor();
    expect(await second.getByText('You have edits that are not saved.').count()).toBe(0);
    expect(await second.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('edits')))).toEqual([]);
  });

  it('are gone on with, unasked, on the page that made them, and offered after a reload, to be discarded', async () => {
    const id = await newPrompt('Tabs');
    const page = await freshBrowser();
    await open(page, id);
    await typeInEditor(page, field, '\nHalf a thought');
    await page.getByRole('link', { name: 'Use', exact: true }).click();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await expect.poll(() => editor(page).textContent(), soon).toContain('Half a thought');
    await expect.poll(() => hasDraft(id), soon).toBe(true);
    await page.reload();
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await expect.poll(() => editor(page).textContent(), soon).toBe('First line.');
    expect(await hasDraft(id)).toBe(false);
  });

  it('end when one takes them back by hand', async () => {
    const id = await newPrompt('Undone');
    const page = await freshBrowser();
    await open(page, id);
    await typeInEditor(page, field, '!');
    await expect.poll(() => hasDraft(id), soon).toBe(true);
    await page.keyboard.press('Backspace');
    await expect.poll(() => hasDraft(id), soon).toBe(false);
  });

  it('wait in the browser while the server cannot be reached, and go there when it can', async () => {
    const id = await newPrompt('Offline');
    const page = await freshBrowser();
    await open(page, id);
    await page.context().setOffline(true);
    await typeInEditor(page, field, '\nIn the tunnel.');
    await page.getByText('Draft kept in this browser for now').waitFor();
    expect(await hasDraft(id)).toBe(false);
    await page.context().setOffline(false);
    await page.getByText('Draft kept at').waitFor();
    expect((await client.drafts.get({ id })).data.content).toMatchObject({ text: 'First line.\nIn the tunnel.' });
  });

  it('of two windows do not overwrite each other: both are shown', async () => {
    const id = await newPrompt('Windows');
    const [first, second] = [await freshBrowser(), await freshBrowser()];
    await open(first, id);
    await open(second, id);
    await typeInEditor(first, field, '\nFrom the first.');
    await first.getByText('Draft kept at').waitFor();
    await typeInEditor(second, field, '\nFrom the second.');
    await second.getByText('Another window keeps other edits.').waitFor();
    expect((await client.drafts.get({ id })).data.content).toMatchObject({ text: 'First line.\nFrom the first.' });
    await second.getByRole('button', { name: 'Compare' }).click();
    const mine = second.getByRole('region', { name: 'Edits from this browser' });
    await mine.getByText('From the second.').waitFor();
    await second
      .getByRole('region', { name: 'Edits from another window or device' })
      .getByText('From the first.')
      .waitFor();
    expect(await violations(second)).toEqual([]);
    await mine.getByRole('button', { name: 'Continue' }).click();
    await second.getByText('Draft kept at').waitFor();
    expect((await client.drafts.get({ id })).data.content).toMatchObject({ text: 'First line.\nFrom the second.' });
  });

  it('of a prompt that is not made yet are offered, too, and end when it is made', async () => {
    const first = await freshBrowser();
    await first.goto('/new');
    await first.getByLabel('Title').fill('Begun on the phone');
    await typeInEditor(first, field, 'Act as {{role}}.');
    await expect
      .poll(async () => (await client.drafts.getNew({}).catch(() => undefined))?.data.content, soon)
      .toMatchObject({ text: 'Act as {{role}}.' });

    const second = await freshBrowser();
    await second.goto('/new');
    await second.getByText('You have edits that are not saved.').waitFor();
    await second.getByRole('heading', { name: 'Begun on the phone' }).waitFor();
    expect(await violations(second)).toEqual([]);
    await second.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => second.getByLabel('Title').inputValue(), soon).toBe('Begun on the phone');
    await second.getByRole('button', { name: 'Create the prompt' }).click();
    await second.getByRole('heading', { name: 'Begun on the phone', level: 1 }).waitFor();
    await expect(client.drafts.getNew({})).rejects.toMatchObject({ code: 'draft_not_found' });
  });
});
