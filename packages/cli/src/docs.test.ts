import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { basePath, errorStatus, rows } from '@incipit/contract';
import { settings } from '@incipit/server/settings';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const found = (page: string, pattern: RegExp) => [...read(page).matchAll(pattern)].map((match) => match[1]!);

const help = spawnSync(process.execPath, ['packages/cli/bin/incipit.js', '--help'], { cwd: root, encoding: 'utf8' });
const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]!);

test('the pages that are made from tables are up to date', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});

describe.each(pages)('%s', (page) => {
  test('names settings that exist', () => {
    const names: readonly string[] = [
      ...Object.values(settings).flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])),
      'INCIPIT_URL',
      'INCIPIT_KEY',
    ];
    expect(found(page, /\b(INCIPIT_[A-Z0-9_]*[A-Z0-9])\b/g).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('names routes that exist', () => {
    const paths = rows.map(([, row]) => new RegExp(`^${row.path.replace(/:\w+/g, '[^/]+')}$`));
    const named = found(page, new RegExp(`${basePath}(/[^\\s\`'"?)]+)`, 'g'));
    expect(named.filter((path) => !paths.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  test('names errors that exist, with their status', () => {
    const statuses: Readonly<Record<string, number>> = errorStatus;
    const named = found(page, /`([45]\d\d [a-z]+(?:_[a-z]+)*)`/g);
    expect(named.filter((text) => String(statuses[text.slice(4)]) !== text.slice(0, 3))).toEqual([]);
  });

  test('links to files that are there, and names such', () => {
    const links = found(page, /\]\((?!https?:|#)([^)#\s]+)/g).map((link) => join(dirname(page), link));
    const named = found(page, /`((?:packages|scripts|docs|bench|e2e)\/[^`\s<]*[^`\s<*])`/g);
    expect([...links, ...named].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names commands that exist', () => {
    expect(commands).toContain('import');
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(found(page, /`?(?:npx )?\bincipit ([a-z]+)\b[^`\n]*`/g).filter((name) => !commands.includes(name))).toEqual(
      [],
    );
    expect(found(page, /\bnpm (?:run )?(?!install|ci\b)([a-z]+)\b/g).filter((name) => !(name in scripts))).toEqual([]);
  });
});
