#!/usr/bin/env node
// Writes the pages of docs/ that are made from tables: `npm run docs`. With `--check` it only says which are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { basePath, errorStatus } from '../packages/contract/dist/index.js';
import { settings } from '../packages/server/dist/config.js';
import { errorMeanings } from './error-meanings.mjs';

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

function errorsPage() {
  const codes = Object.entries(errorStatus).sort(([, a], [, b]) => a - b);
  const known = Object.keys(errorMeanings);
  const faults = [
    ...codes.filter(([code]) => !(code in errorMeanings)).map(([code]) => `${code} has no meaning`),
    ...known.filter((code) => !(code in errorStatus)).map((code) => `${code} is no error code`),
  ];
  if (faults.length > 0) throw new Error(`scripts/error-meanings.mjs: ${faults.join('; ')}`);
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

const pages = { 'settings.md': settingsPage(), 'errors.md': errorsPage() };
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
