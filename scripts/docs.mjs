#!/usr/bin/env node
// Writes the pages of docs/ that are made from tables: `npm run docs`. With `--check` it only says which are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { basePath, errorStatus, limits } from '../packages/contract/dist/index.js';
import { settings } from '../packages/server/dist/config.js';
import { templateLimits } from '../packages/template/dist/index.js';
import { errorMeanings } from './error-meanings.mjs';
import { limitMeanings } from './limit-meanings.mjs';

// In Markdown, `<port>` would be a tag.
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '\\<');

function settingsPage() {
  const rows = Object.values(settings);
  const line = ({ name, default: preset, description }) =>
    `| \`${name}\` | ${preset ? `\`${preset}\`` : ''} | ${cell(description)} |`;
  const secrets = rows.filter((row) => row.isSecret).map(({ name }) => `\`${name}\``);
  return `# Settings

From the environment, or from a file \`.env\` in the folder where the server starts; the environment wins. An empty value is
the same as none. A wrong or unknown \`INCIPIT_…\` variable keeps the server from starting, and is named.

| name | default | |
|---|---|---|
${rows.map(line).join('\n')}

Each of ${secrets.join(', ')} can also be read from a file: put its path into \`<name>_FILE\`.

\`incipit serve --help\` prints this table. The other commands read \`INCIPIT_URL\` and \`INCIPIT_KEY\`.
`;
}

/** Every name of the one table is in the other. */
function mustMatch(file, meanings, table, kind) {
  const faults = [
    ...Object.keys(table)
      .filter((name) => !(name in meanings))
      .map((name) => `${name} has no meaning`),
    ...Object.keys(meanings)
      .filter((name) => !(name in table))
      .map((name) => `${name} is no ${kind}`),
  ];
  if (faults.length > 0) throw new Error(`scripts/${file}: ${faults.join('; ')}`);
}

function errorsPage() {
  const codes = Object.entries(errorStatus).sort(([, a], [, b]) => a - b);
  mustMatch('error-meanings.mjs', errorMeanings, errorStatus, 'error code');
  const line = ([code, status]) => `| ${status} ${STATUS_CODES[status]} | \`${code}\` | ${cell(errorMeanings[code])} |`;
  return `# Errors

Every error of \`${basePath}\` is \`application/problem+json\`: \`{ type, title, status, code, detail, requestId, errors? }\`.
Decide by \`code\`; \`detail\` is a sentence for people and may change. \`errors\` says what is wrong where:
\`[{ path, message }]\`. \`requestId\` finds the request in the server's log. What you may not see is answered like what is
not there.

| status | code | |
|---|---|---|
${codes.map(line).join('\n')}
`;
}

const sizes = [
  [1024 * 1024, 'MiB'],
  [1024, 'KiB'],
];

function amount(number, unit) {
  const [size, name] = (unit === 'bytes' && sizes.find(([size]) => number % size === 0)) || [1, unit];
  return `${(number / size).toLocaleString('en')} ${name}`;
}

function limitsPage() {
  const numbers = { ...limits, ...templateLimits };
  const twoFold = Object.keys(templateLimits).filter((name) => (limits[name] ?? numbers[name]) !== numbers[name]);
  if (twoFold.length > 0) throw new Error(`contract and template differ in the limit ${twoFold.join(', ')}`);
  mustMatch('limit-meanings.mjs', Object.assign({}, ...Object.values(limitMeanings)), numbers, 'limit');
  const beyond = (text) => (text in errorStatus ? `${errorStatus[text]} \`${text}\`` : text);
  const line = ([name, [what, unit, then]]) => {
    if (/^[a-z_]+$/.test(then) && !(then in errorStatus))
      throw new Error(`limit-meanings.mjs: ${then} is no error code`);
    return `| ${cell(what)} | ${amount(numbers[name], unit)} | ${cell(beyond(then))} |`;
  };
  const section = ([title, rows]) =>
    [`## ${title}\n`, '| | | beyond it |', '|---|---|---|', ...Object.entries(rows).map(line)].join('\n');
  return `# Limits

Nothing is cut or clamped in silence: beyond a limit there is an error, or what the table says. Characters are code points of
Unicode: an emoji is one. What can be set is in [settings](settings.md): how often one may ask in a minute, the least length of
a password, how long the trash keeps what is in it.

${Object.entries(limitMeanings).map(section).join('\n\n')}

A network is one IPv4 address, or a /64 of IPv6. \`INCIPIT_RATE_LIMIT=0\` turns off all counters of the last table but that of
wrong passwords.
`;
}

const pages = { 'settings.md': settingsPage(), 'errors.md': errorsPage(), 'limits.md': limitsPage() };
const stale = Object.entries(pages).filter(([name, text]) => {
  const file = new URL(`../docs/${name}`, import.meta.url);
  const before = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  if (before !== text && !process.argv.includes('--check')) writeFileSync(file, text);
  return before !== text;
});
for (const [name] of stale) console.log(`docs/${name}`);
if (process.argv.includes('--check') && stale.length > 0) {
  console.error('These pages are out of date. Write them again: npm run docs');
  process.exit(1);
}
