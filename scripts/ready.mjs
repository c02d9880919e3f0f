#!/usr/bin/env node
// Makes a clone ready to run: installs when the lockfile changed, builds when a source changed.
// `--browser` also sees to a Chromium for the browser tests. Uses nothing but Node: it runs before `npm ci`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, 'node_modules', '.incipit');
const workspaces = ['contract', 'template', 'embedded-mongo', 'sdk', 'server', 'cli', 'web'].map(
  (name) => `packages/${name}`,
);
workspaces.push('e2e', 'bench');

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Progress goes to standard error: standard output is the server's. React and Vite build for people only in production. */
function run(why, command, args) {
  console.error(why);
  const windows = process.platform === 'win32';
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (done.status !== 0) fail(`That failed: ${command} ${args.join(' ')}`);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

const sources = () => [
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'scripts/bundle.mjs',
  ...workspaces.flatMap((workspace) => [
    ...['package.json', 'tsconfig.json', 'vite.config.ts', 'index.html']
      .map((name) => `${workspace}/${name}`)
      .filter((file) => existsSync(join(root, file))),
    ...filesBelow(`${workspace}/src`),
    ...filesBelow(`${workspace}/public`),
  ]),
];

const stampIs = (name, value) => existsSync(join(stamps, name)) && readFileSync(join(stamps, name), 'utf8') === value;

const forget = (name) => rmSync(join(stamps, name), { force: true });

/** Does the work and notes for what. While it is under way nothing is noted: what is interrupted is done again. */
function unlessDone(name, value, work) {
  if (stampIs(name, value)) return;
  forget(name);
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Incipit needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

unlessDone('install', hashOf(['package-lock.json']), () =>
  run('Installing packages (only when they changed) …', 'npm', [
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]),
);

if (workspaces.some((workspace) => !existsSync(join(root, workspace, 'dist')))) forget('build');
unlessDone('build', hashOf(sources()), () =>
  run('Building (only when a source changed) …', 'npm', ['run', 'build', '--silent']),
);

if (process.argv.includes('--browser')) {
  const { ensureBrowser } = await import('./browser.mjs');
  await ensureBrowser(fail);
}
