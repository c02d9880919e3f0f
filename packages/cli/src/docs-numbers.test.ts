import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '@incipit/contract';
import { settings } from '@incipit/server/settings';
import { templateLimits } from '@incipit/template';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)];
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  engines: { node: string };
};

const words: Readonly<Record<number, string>> = { 5: 'five', 7: 'seven', 10: 'ten', 100: 'a hundred' };
const word = (number: number) => words[number] ?? String(number);

type Row = (typeof settings)[keyof typeof settings];
const accepts = (row: Row, text: string) => row.shape.safeParse(text).success;
/** The smallest number from which the setting is accepted. */
function least(row: Row, write: (number: number) => string): number {
  for (let number = 0; number < 100_000; number += 1) if (accepts(row, write(number))) return number;
  throw new Error(`${row.name} accepts nothing`);
}

const node = engines.node.replace('>=', '');
const secret = `${least(settings.secret, (length) => 'x'.repeat(length))} bytes`;
const argon2 = `m=${least(settings.argon2, (memory) => `m=${memory},t=99,p=9`)},t=${least(
  settings.argon2,
  (passes) => `m=99999,t=${passes},p=9`,
)},p=${least(settings.argon2, (lanes) => `m=99999,t=99,p=${lanes}`)}`;

/** All that a page says with a number that binds somebody. The number is taken from where the code has it. */
const said: Readonly<Record<string, readonly string[]>> = {
  'README.md': [
    `Node ${node} or newer`,
    `ready at http://${settings.host.default}:${settings.port.default}`,
    `http://localhost:${settings.port.default}`,
  ],
  'ARCHITECTURE.md': [`Node ≥ ${node}`, `written every ${word(limits.usageDelaySeconds)} seconds`],
  'CHANGELOG.md': [`## ${version},`, `up to ${word(limits.batch)} prompts`],
  'docs/accounts.md': [`within ${limits.linkMinutes} minutes`],
  'docs/back-ups.md': [`keeps the newest ${word(Number(settings.backupKeep.default))} (\`INCIPIT_BACKUP_KEEP\`)`],
  'docs/errors.md': [`nested more than ${word(templateLimits.includeDepth)} deep`],
  'docs/fetch.md': [
    `http://localhost:${settings.port.default}`,
    `at most ${word(limits.usageDelaySeconds)} seconds late`,
  ],
  'docs/mongodb.md': [`at least ${secret}`],
  'docs/settings.md': [
    `${secret} or more`,
    `password, ${least(settings.passwordMin, String)} or more`,
    `not under ${argon2}`,
  ],
  'docs/sharing.md': [
    `${limits.shareOpeningsPerMinute} times a minute`,
    `After ${word(limits.passwordFailures)} wrong passwords`,
    `up to ${limits.passwordWaitMinutes} minutes`,
  ],
  'docs/teams.md': [`within ${limits.inviteDays} days`],
};

/** Numbers that bind nobody: examples, the statuses of HTTP, what 0 means, and how a series goes on. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['the two recipes', 'Apache-2.0'],
  'docs/back-ups.md': ['INCIPIT_BACKUP_EVERY=24h` (or `90m`, `7d`)'],
  'docs/fetch.md': [
    '?version=3',
    'is `304` without a body',
    '"version": 3, "expected": 4, "reason": "Version 4 answers',
    'from=2026-01-01&to=2026-01-31',
    'a 304 counts',
  ],
  'docs/limits.md': ['a /64 of IPv6', '`INCIPIT_RATE_LIMIT=0` turns off'],
  'docs/settings.md': ['0 picks a free one', '0 turns all counters off', '0 is no limit', 'like 24h'],
  'docs/sharing.md': [
    '"version": 3, "expiresAt": "2027-01-31T12:00:00Z"',
    'wait, 1, 2, 4 … seconds',
    'the same 404 as',
  ],
};

/** As one line, without what other tests hold to the code: the tables that are made, and errors with their status. */
function prose(page: string): string {
  const text = readFileSync(join(root, page), 'utf8');
  return text
    .replace(page === 'docs/limits.md' ? /^\|.*$/gm : /$^/, '')
    .replace(/^\| `\w+` \|[^|]*\|/gm, '')
    .replace(/^\| \d{3} [^|]*\| `\w+` \|/gm, '')
    .replace(/`[45]\d\d [a-z_]+`/g, '')
    .replace(/\s+/g, ' ');
}

const number =
  /.{0,30}(?:(?<![\w.])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|hundred|thousand|million)\b).{0,30}/gi;
const table = '`said` in packages/cli/src/docs-numbers.test.ts';

describe.each(pages)('%s', (page) => {
  const known = [...(said[page] ?? []), ...(examples[page] ?? [])];

  test('says what the code does', () => {
    const wrong = known.filter((phrase) => !prose(page).includes(phrase));
    expect(wrong, `the code says so, ${page} does not: mend the page, or ${table}`).toEqual([]);
  });

  test('has no number that is not held to the code', () => {
    const rest = known.reduce((text, phrase) => text.replaceAll(phrase, ''), prose(page));
    const loose = [...rest.matchAll(number)].map(([found]) => found);
    expect(loose, `put each into ${table}, with its number from the code; \`examples\` if it limits nothing`).toEqual(
      [],
    );
  });
});

test('every page of the tables is there', () => {
  expect([...Object.keys(said), ...Object.keys(examples)].filter((page) => !pages.includes(page))).toEqual([]);
});
