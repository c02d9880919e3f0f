import type { Client } from '@incipit/sdk';
import type { Page } from 'playwright-core';

/** A screen of the product: where it is, and how one knows that it is all there. */
export interface Screen {
  name: string;
  path: string;
  ready: (page: Page) => Promise<unknown>;
  /** The status that the screen is about, where that is not a success. */
  refused?: number;
}

const text = `Act as an Article Summarizer. You are an expert in distilling articles into concise summaries.

Your task is to summarize the article titled "{{title}}" written by {{author}}.

Rules:
- Provide a summary in {{language}}
- Do not include personal opinions`;

/** A small library with something of everything. */
export async function fillLibrary(
  client: Client,
): Promise<Record<'article' | 'review' | 'drafted' | 'trashed', string>> {
  const { data: drafted } = await client.prompts.create({
    title: 'Debate Coach',
    content: { type: 'text', text: 'I want you to act as a debate coach.\nFind the weak point of {{argument}}.' },
  });
  await client.drafts.put({
    id: drafted.id,
    message: 'One point only',
    content: {
      type: 'text',
      text: 'I want you to act as a debate coach.\nFind the one weak point of {{argument}}, and say why.',
    },
  });
  for (let number = 1; number <= 12; number += 1) {
    await client.prompts.create({
      title: `Title Generator ${number}`,
      content: { type: 'text', text: `I want you to act as a title generator for {{topic}}. Give ${number} titles.` },
    });
  }
  const { data: editorial } = await client.collections.create({ name: 'Editorial' });
  const { data: newsroom } = await client.collections.create({ name: 'Newsroom', parentId: editorial.id });
  const { data: article } = await client.prompts.create({
    title: 'Article Summarizer',
    description: 'Condenses one article into main points and a conclusion.',
    collectionId: newsroom.id,
    tags: ['summary', 'editorial'],
    labels: ['production'],
    message: 'First words',
    content: {
      type: 'text',
      text,
      variables: [
        { name: 'title', required: true },
        { name: 'author', required: true, description: 'As printed under the headline' },
        { name: 'language', type: 'select', options: ['English', 'German', 'French', 'Italian'], default: 'English' },
      ],
      config: { model: 'house-large', temperature: 0.7 },
    },
  });
  await client.versions.create({
    id: article.id,
    message: 'Name the audience; cap the length',
    labels: ['staging'],
    content: {
      ...article.version.content,
      type: 'text',
      text: `${text.replace('in {{language}}', 'in {{language}}, for {{audience}}')}\n- Stay under {{word_limit}} words`,
      config: { model: 'house-large', temperature: 0.3 },
    },
  });
  await client.prompts.star({ id: article.id });
  const { data: review } = await client.prompts.create({
    title: 'Code Review Agent',
    tags: ['code'],
    content: {
      type: 'chat',
      messages: [
        { role: 'system', content: 'Act as a Code Review Agent.\nFocus on {{focus_areas}}.' },
        { placeholder: 'conversation' },
        { role: 'user', content: 'Review this {{language}} change:\n\n{{diff}}' },
      ],
      variables: [{ name: 'focus_areas', type: 'select', options: ['security', 'speed'], default: 'security' }],
      config: { model: 'house-large' },
    },
  });
  const { data: trashed } = await client.prompts.create({ title: 'Old one', content: { type: 'text', text: 'Gone.' } });
  await client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
  await client.apiKeys.create({ name: 'morning digest', scopes: ['prompts:read'], limits: { labels: ['production'] } });
  return { article: article.id, review: review.id, drafted: drafted.id, trashed: trashed.id };
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 }).waitFor();
const link = (name: string) => (page: Page) => page.getByRole('link', { name, exact: true }).first().waitFor();

/** Every screen that has an address. */
export function screensOf({ article, review, drafted, trashed }: Awaited<ReturnType<typeof fillLibrary>>): Screen[] {
  return [
    { name: 'sign-in', path: '/sign-in', ready: heading('Sign in') },
    { name: 'sign-up', path: '/sign-up', ready: heading('Make an account') },
    { name: 'invite', path: '/invite', ready: heading('You are invited') },
    { name: 'library', path: '/', ready: link('Article Summarizer') },
    { name: 'library-compact', path: '/?view=compact&sort=title', ready: link('Article Summarizer') },
    { name: 'library-cards', path: '/?view=cards', ready: link('Article Summarizer') },
    { name: 'library-filtered', path: '/?tag=summary&type=text', ready: link('Article Summarizer') },
    {
      name: 'library-no-match',
      path: '/?q=zebra',
      ready: (page) => page.getByText('Nothing matches “zebra”').waitFor(),
    },
    { name: 'starred', path: '/?starred=1', ready: link('Article Summarizer') },
    { name: 'trash', path: '/?trash=1', ready: link('Old one') },
    {
      name: 'new',
      path: '/new',
      ready: (page) => page.getByRole('textbox', { name: 'Text of the prompt', exact: true }).waitFor(),
    },
    { name: 'use', path: `/p/${article}`, ready: (page) => page.getByText('Stay under').waitFor() },
    { name: 'use-chat', path: `/p/${review}`, ready: (page) => page.getByText('Review this').waitFor() },
    {
      name: 'edit',
      path: `/p/${article}/edit`,
      ready: (page) => page.getByRole('textbox', { name: 'Text of the prompt', exact: true }).waitFor(),
    },
    {
      name: 'edit-offer',
      path: `/p/${drafted}/edit`,
      ready: (page) => page.getByText('You have edits that are not saved.').waitFor(),
    },
    {
      name: 'edit-chat',
      path: `/p/${review}/edit`,
      ready: (page) => page.getByRole('textbox', { name: 'Text of message 1', exact: true }).waitFor(),
    },
    {
      name: 'history',
      path: `/p/${article}/history`,
      ready: (page) => page.getByText('Version 1 to 2').first().waitFor(),
    },
    {
      name: 'history-inline',
      path: `/p/${article}/history?layout=inline`,
      ready: (page) => page.getByText('Version 1 to 2').first().waitFor(),
    },
    { name: 'activity', path: `/p/${article}/activity`, ready: (page) => page.getByText('saved version 2').waitFor() },
    { name: 'trashed', path: `/p/${trashed}`, ready: (page) => page.getByText('In the trash since').waitFor() },
    {
      name: 'missing',
      path: `/p/${'0'.repeat(24)}`,
      refused: 404,
      ready: (page) => page.getByText('There is nothing here').waitFor(),
    },
    { name: 'nowhere', path: '/no/such/page', ready: (page) => page.getByText('There is nothing here').waitFor() },
    { name: 'settings-profile', path: '/settings/profile', ready: (page) => page.getByLabel('Website').waitFor() },
    { name: 'settings-sessions', path: '/settings/sessions', ready: (page) => page.getByText('this one').waitFor() },
    {
      name: 'settings-workspace',
      path: '/settings/workspace',
      ready: (page) => page.getByRole('checkbox', { name: 'production' }).waitFor(),
    },
    { name: 'settings-keys', path: '/settings/keys', ready: (page) => page.getByText('morning digest').waitFor() },
    { name: 'settings-appearance', path: '/settings/appearance', ready: heading('Appearance and keys') },
  ];
}
