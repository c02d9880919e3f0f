import type { Client } from '@incipit/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { openPage, sideways, signIn, violations, type WatchedPage } from './page.js';
import { type Product, registerMira, startProduct } from './product.js';

const nils = { email: 'nils@papermill.example', username: 'nils', password: 'another opening of a text' };

/** A team from its making to its end. The steps build on each other, as they do for people. */
describe('a team', { timeout: 240_000 }, () => {
  let product: Product;
  let browser: Browser;
  let api: Client;
  let watched: WatchedPage;
  let page: Page;
  let guest: Page;
  let team: string;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    api = await registerMira(product.url);
    watched = await openPage(browser, product.url);
    page = watched.page;
    guest = (await openPage(browser, product.url)).page;
    await signIn(page);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  const dialog = () => page.getByRole('dialog');
  /** Makes an invite in the page of the workspace, and answers its link. */
  async function invite(role: string): Promise<string> {
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog().getByRole('combobox', { name: 'Role' }).selectOption({ label: role });
    await dialog().getByRole('button', { name: 'Make the link' }).click();
    const made = page.getByRole('region', { name: 'The invitation is ready' });
    const link = (await made.getByRole('code').textContent()) ?? '';
    await made.getByRole('button', { name: 'Done' }).click();
    return link;
  }
  const roles = async () =>
    (await api.members.list({ id: team })).data.items.map(({ username, role }) => `${username} ${role}`);

  it('is made, and its page is accessible', async () => {
    await page.goto('/settings/workspace');
    await page.getByText('Nobody else is in it.').waitFor();
    await page.getByRole('button', { name: 'New workspace' }).click();
    await dialog().getByLabel('Name of the workspace').fill('Editorial team');
    await dialog().getByRole('button', { name: 'Create the workspace' }).click();
    await page.getByRole('heading', { name: 'Editorial team', level: 1 }).waitFor();
    team = (await api.workspaces.list()).data.items.find(({ name }) => name === 'Editorial team')?.id ?? '';
    await page.getByRole('button', { name: 'Leave' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await sideways(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it('lets somebody new in by a link, once, and the link is gone from the address', async () => {
    const link = await invite('Viewer');
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'You are invited' }).waitFor();
    expect(guest.url()).toBe(`${product.url}/invite`);
    expect(await violations(guest)).toEqual([]);
    await guest.getByLabel('E-mail').fill(nils.email);
    await guest.getByLabel('Username').fill(nils.username);
    await guest.getByLabel('Password', { exact: true }).fill(nils.password);
    await guest.getByRole('button', { name: 'Create the account' }).click();
    await guest.getByRole('button', { name: 'Workspace Editorial team' }).waitFor();
    expect(await roles()).toEqual(['mira owner', 'nils viewer']);
    await guest.goto('/settings/workspace');
    await guest.getByText('A team workspace. You are: Viewer.').waitFor();
    expect(await guest.getByRole('button', { name: 'Invite', exact: true }).count()).toBe(0);

    await guest.goto(link);
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.getByText('This invitation is used, expired or taken back').waitFor();
  });

  it('shows open invites, and takes them back', async () => {
    await invite('Editor');
    await page.getByRole('button', { name: 'Take back the invitation of whoever has the link' }).click();
    await page.getByText('No open invitations.').waitFor();
    expect((await api.invites.list({ workspaceId: team })).data.items).toEqual([]);
  });

  it('gives roles and takes them, but keeps an owner', async () => {
    await page.reload();
    await page.getByRole('combobox', { name: 'Role of nils' }).selectOption({ label: 'Editor' });
    await expect.poll(roles).toEqual(['mira owner', 'nils editor']);
    await page.getByRole('button', { name: 'Leave' }).click();
    await dialog().getByRole('button', { name: 'Leave' }).click();
    await dialog().getByText('A workspace needs an owner.').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).last().click();
    watched.complaints.length = 0; // The browser itself reports the 409.
  });

  it('protects labels', async () => {
    await page.getByLabel('Protect another name').fill('production');
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    const box = page.getByRole('checkbox', { name: 'production' });
    await box.waitFor();
    expect(await box.isChecked()).toBe(true);
    expect((await api.labels.known({ id: team })).data.items).toEqual([{ name: 'production', protected: true }]);
    await box.click();
    await expect.poll(async () => (await api.labels.known({ id: team })).data.items).toEqual([]);
  });

  it('removes a member, who then sees nothing of it', async () => {
    await page.getByRole('button', { name: 'Remove nils' }).click();
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await expect.poll(roles).toEqual(['mira owner']);
    await guest.goto('/');
    await guest.getByRole('button', { name: 'Workspace nils' }).waitFor();
  });

  it('is joined by somebody who signs in first', async () => {
    const link = await invite('Editor');
    await guest.goto('/settings/keys');
    await guest.getByRole('button', { name: 'Sign out' }).click();
    await guest.getByRole('heading', { name: 'Sign in' }).waitFor();
    await guest.goto(link);
    await guest.getByRole('link', { name: 'Sign in' }).click();
    await guest.getByLabel('E-mail or username').fill(nils.username);
    await guest.getByLabel('Password', { exact: true }).fill(nils.password);
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.getByRole('button', { name: 'Workspace Editorial team' }).waitFor();
    expect(await roles()).toEqual(['mira owner', 'nils editor']);
  });

  it('is deleted after its name was typed, and is gone for everybody', async () => {
    await page.getByRole('button', { name: 'Delete the workspace' }).click();
    await dialog().getByLabel('Type the name to go on').fill('Editorial team');
    await dialog().getByRole('button', { name: 'Delete the workspace' }).click();
    await page.getByRole('button', { name: 'Workspace Mira' }).waitFor();
    await guest.goto('/');
    await guest.getByRole('button', { name: 'Workspace nils' }).waitFor();
    expect((await api.workspaces.list()).data.items.map(({ kind }) => kind)).toEqual(['personal']);
    expect(watched.complaints).toEqual([]);
  });
});
