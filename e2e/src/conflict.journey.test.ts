import { type Client, createClient } from '@incipit/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, signIn, typeInEditor } from './page.js';
import { type Product, registerMira, startProduct } from './product.js';

describe('two browsers at once', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let client: Client;
  let id: string;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    client = await registerMira(product.url);
    const { data } = await client.prompts.create({
      title: 'Debate Coach',
      content: { type: 'text', text: 'First line.' },
    });
    id = data.id;
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  const openEditor = async () => {
    const { page } = await openPage(browser, product.url);
    await signIn(page);
    await page.goto(`/p/${id}/edit`);
    await page.getByText('First line.').waitFor();
    return page;
  };

  it('shows both texts when somebody else was faster, keeps mine, and saves it as the next version', async () => {
    const [fast, slow] = [await openEditor(), await openEditor()];
    await typeInEditor(fast, 'Text of the prompt', '\nFrom the fast one.');
    await typeInEditor(slow, 'Text of the prompt', '\nFrom the slow one.');
    await fast.getByRole('button', { name: 'Save as version 2' }).click();
    await fast.getByText('Version 2 saved').waitFor();
    await slow.getByRole('button', { name: 'Save as version 2' }).click();

    const conflict = slow.getByRole('region', { name: 'Both texts' });
    await conflict.getByText('saved version 2 while you were writing').waitFor();
    const sides = await conflict.getByRole('table').first().textContent();
    expect(sides).toContain('From the fast one.');
    expect(sides).toContain('From the slow one.');
    expect(await slow.getByRole('textbox', { name: 'Text of the prompt', exact: true }).textContent()).toContain(
      'From the slow one.',
    );

    await conflict.getByRole('button', { name: 'Save mine as 3' }).click();
    await slow.getByText('Version 3 saved').waitFor();
    const { data } = await client.versions.list({ id });
    const texts = data.items.map((version) => (version.content.type === 'text' ? version.content.text : ''));
    expect(texts).toEqual(['First line.\nFrom the slow one.', 'First line.\nFrom the fast one.', 'First line.']);
  });

  it('keeps an unsaved text over a reload, and drops it when theirs is kept', async () => {
    const page = await openEditor();
    await typeInEditor(page, 'Text of the prompt', '\nNot saved yet.');
    await page.getByText('Draft kept at').waitFor();
    // An app: what it saves ends nobody's draft.
    const { data: key } = await client.apiKeys.create({ name: 'app', scopes: ['prompts:read', 'prompts:write'] });
    const app = createClient({ baseUrl: product.url, apiKey: key.secret });
    await app.versions.create({ id, content: { type: 'text', text: 'Another text.' } });
    await page.reload();
    await page.getByRole('button', { name: 'Continue' }).click();
    const conflict = page.getByRole('region', { name: 'Both texts' });
    await conflict.getByText('while you were writing').waitFor();
    expect(await page.getByRole('textbox', { name: 'Text of the prompt', exact: true }).textContent()).toContain(
      'Not saved yet.',
    );
    await conflict.getByRole('button', { name: 'Keep theirs' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Text of the prompt', exact: true }).textContent())
      .toBe('Another text.');
  });

  it('says that a label was moved meanwhile, and moves nothing', async () => {
    await client.labels.move({ id, label: 'production', version: 1, expected: null });
    const { page } = await openPage(browser, product.url);
    await signIn(page);
    await page.goto(`/p/${id}/history?from=1&to=3`);
    await page.getByRole('button', { name: 'Move a label' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Move production to version 3?' }).waitFor();
    await client.labels.move({ id, label: 'production', version: 2, expected: 1 });
    await dialog.getByRole('button', { name: 'Move production to 3' }).click();
    await dialog.getByText('It is on version 2 now.').waitFor();
    expect((await client.prompts.get({ id })).data.labels.production).toBe(2);
    await dialog.getByRole('button', { name: 'Move production to 3' }).click();
    await page.getByText('production now points to version 3').waitFor();
  });
});
