import { createClient } from '@incipit/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, signIn, typeInEditor, violations, type WatchedPage } from './page.js';
import { mira, type Product, startProduct } from './product.js';

/** One library from its first minute on. The steps build on each other, as they do for people. */
describe('a library from the beginning', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    watched = await openPage(browser, product.url);
    page = watched.page;
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  it('sets up: the first visit leads to the first account, and a short password is refused beside its field', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Here begins your library' }).waitFor();
    await page.getByLabel('E-mail').fill(mira.email);
    await page.getByLabel('Username').fill(mira.username);
    await page.getByLabel('Name', { exact: true }).fill('Mira');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByText('5 characters; it needs 12 or more.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(mira.email);
    await page.getByLabel('Password', { exact: true }).fill(mira.password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('heading', { name: 'All prompts' }).waitFor();
    await page.getByRole('heading', { name: 'Here begins your library' }).waitFor();
  });

  it('signs out, refuses a wrong password with one sentence, and comes back to where one wanted to go', async () => {
    await page.goto('/settings/keys');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/settings/keys');
    await page.getByLabel('E-mail or username').fill(mira.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is not right.').waitFor();
    expect(await page.getByLabel('E-mail or username').inputValue()).toBe(mira.email);
    watched.complaints.length = 0; // The browser itself reports the 401.
    await page.getByLabel('Password', { exact: true }).fill(mira.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/keys');
  });

  it('creates a prompt with a collection, a tag and a variable', async () => {
    await page.goto('/');
    await page.getByRole('button', { name: 'New collection' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Newsroom');
    await page.getByRole('button', { name: 'Create the collection' }).click();
    await page.getByRole('link', { name: 'Newsroom' }).waitFor();

    await page.getByRole('link', { name: 'New prompt' }).first().click();
    await page.getByLabel('Title').fill('Article Summarizer');
    await page.getByRole('combobox', { name: 'Collection', exact: true }).selectOption({ label: 'Newsroom' });
    await page.getByRole('combobox', { name: 'Tags', exact: true }).fill('summary');
    await page.keyboard.press('Enter');
    await typeInEditor(page, 'Text of the prompt', 'Summarize {{title}}.\nBe brief.');
    await page.getByRole('complementary', { name: 'Variables and settings' }).getByText('title').waitFor();
    await page.getByRole('button', { name: 'Create the prompt' }).click();
    await page.getByRole('heading', { name: 'Article Summarizer' }).waitFor();
  });

  it('fills in the variables: missing ones are named, given ones are in the result', async () => {
    const result = page.getByRole('article', { name: 'Filled prompt' });
    await page.getByText('1 value missing').first().waitFor();
    await page.getByRole('textbox', { name: 'title', exact: true }).fill('Small towns {{title}}');
    await expect.poll(() => result.textContent()).toContain('Summarize Small towns {{title}}.');
    expect(await page.getByText('1 value missing').count()).toBe(0);
  });

  it('finds it by a word of its text, and says when nothing matches', async () => {
    await page.goto('/');
    await page.getByLabel('Search prompts').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('brief');
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?q=brief');
    await page.getByLabel('Search prompts').fill('nothing like it');
    await page.getByRole('heading', { name: 'Nothing matches “nothing like it”' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Article Summarizer' }).click();
  });

  it('edits twice: each save is the next version, and equal text is none', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await typeInEditor(page, 'Text of the prompt', '\nName the {{audience}}.');
    await page.getByLabel('What changed, and why').fill('Name the audience');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 saved').waitFor();
    await typeInEditor(page, 'Text of the prompt', '\nUse short words.');
    await page.getByLabel('What changed, and why').fill('Short words');
    await page.keyboard.press('Control+s');
    await page.getByText('Version 3 saved').waitFor();
    await page.getByRole('button', { name: 'Save as version 4' }).waitFor();
  });

  it('compares two versions by line', async () => {
    await page.getByRole('link', { name: /^History/ }).click();
    await page.getByLabel('Compare from version 1').check();
    await page.getByRole('heading', { name: 'Version 1 to 3' }).waitFor();
    await page.getByText('2 added').waitFor();
    const table = page.getByRole('table', { name: 'Version 1 to 3' });
    expect(await table.locator('td.ins').allInnerTexts()).toEqual(
      expect.arrayContaining(['Name the {{audience}}.', 'Use short words.']),
    );
    await page.getByRole('button', { name: 'Inline' }).click();
    await expect.poll(() => new URL(page.url()).search).toContain('layout=inline');
  });

  it('restores an old version as a new one', async () => {
    await page.getByRole('button', { name: 'Restore 1' }).click();
    await page.getByText('Restored version 1 as version 4').waitFor();
    await page.getByText('Restored from version 1').waitFor();
  });

  it('puts production on a version and moves it, with the difference and a reason', async () => {
    for (const version of [2, 3]) {
      await page.getByLabel(`Compare to version ${version}`).check();
      await page.getByRole('button', { name: 'Move a label' }).click();
      const dialog = page.getByRole('dialog');
      await expect
        .poll(() => dialog.getByLabel('Why').evaluate((field) => field === document.activeElement))
        .toBe(true);
      await dialog.getByLabel('Why').fill(`Tested ${version}`);
      if (version === 3) {
        await dialog.getByRole('heading', { name: 'Move production to version 3?' }).waitFor();
        await dialog.getByText('Use short words.').waitFor();
      }
      await dialog.getByRole('button', { name: `Move production to ${version}` }).click();
      await page.getByText(`production now points to version ${version}`).waitFor();
    }
  });

  it('tells what happened to the prompt, and where a label has been', async () => {
    await page.getByRole('link', { name: 'Activity', exact: true }).click();
    const events = page.getByRole('region', { name: 'Activity' }).getByRole('listitem');
    await expect.poll(() => events.allInnerTexts()).toHaveLength(6);
    const sentences = await events.locator('> span').allInnerTexts();
    expect(sentences).toEqual([
      'Mira moved production from version 2 to 3',
      'Mira put production on version 2',
      'Mira saved version 4',
      'Mira saved version 3',
      'Mira saved version 2',
      'Mira made the prompt',
    ]);
    await page.getByTitle('Move production').click();
    await page.getByRole('dialog').getByText('History of production').click();
    await page.getByRole('dialog').getByText('Tested 3').waitFor();
    await page.getByRole('dialog').getByText('Mira put production on version 2').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('makes an API key that fetches by name what production points to', async () => {
    await page.goto('/settings/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('morning digest');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = (await page.locator('.secret-line code').textContent()) ?? '';
    expect(secret).toMatch(/^incipit_/);
    const app = createClient({ baseUrl: product.url, apiKey: secret });
    const { data } = await app.prompts.getByName({ name: 'article-summarizer' });
    expect(data.version.number).toBe(3);
    await page.getByLabel('I have put it somewhere safe').check();
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText(secret).count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke morning digest' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No keys yet').waitFor();
    await expect(app.prompts.getByName({ name: 'article-summarizer' })).rejects.toMatchObject({ status: 401 });
  });

  it('moves a prompt to the trash and takes it back', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Article Summarizer' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
    await page.getByText('Moved Article Summarizer to the trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
  });

  it('keeps a star, and speaks German', async () => {
    await page.getByRole('button', { name: 'Star Article Summarizer' }).click();
    await page.getByRole('link', { name: 'Starred' }).click();
    await page.getByRole('link', { name: 'Article Summarizer' }).waitFor();
    await page.goto('/settings/appearance');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Darstellung und Tasten' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Darstellung und Tasten' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Appearance and keys' }).waitFor();
  });

  it('never made the browser complain', () => {
    expect(watched.complaints).toEqual([]);
  });

  it('stays signed in in a second tab and after a reload', async () => {
    const second = await watched.context.newPage();
    await Promise.all([second.goto('/'), page.reload()]);
    await second.getByRole('heading', { name: 'All prompts' }).waitFor();
    await page.getByRole('heading', { name: 'Appearance and keys' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(second);
  });
});
