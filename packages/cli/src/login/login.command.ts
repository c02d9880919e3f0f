import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { UsageError } from '../usage-error.js';
import { saveConnection, withClient } from './connection.js';

/** `incipit login <url>`: asks for an API key, tries it, keeps it. */
export function loginCommand(): Command {
  return new Command('login')
    .description('Connect to a server with an API key (made there under Settings, API keys).')
    .argument('<url>', 'address of the server, like https://prompts.example.org')
    .option('--key-stdin', 'read the key from standard input instead of asking for it')
    .action(async (given: string, options: { keyStdin?: boolean }) => {
      const url = checkedUrl(given);
      const apiKey = checkedKey(options.keyStdin ? await text(process.stdin) : await ask('API key: '));
      const { data } = await withClient({ url, apiKey }, (client) => client.auth.me());
      const file = await saveConnection(process.env, { url, apiKey });
      const scopes = data.scopes?.join(', ') ?? '';
      process.stdout.write(`Connected to ${url} as ${data.profile.username} (${scopes}). Kept in ${file}\n`);
    });
}

function checkedUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new UsageError(`"${given}" is not an address like https://prompts.example.org.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkedKey(given: string): string {
  const key = given.trim();
  if (key === '') throw new UsageError('No key was given.');
  if (!/^incipit_\w+$/.test(key)) throw new UsageError('This is not an API key: it does not begin with "incipit_".');
  return key;
}

/** One line, without showing what is typed: a key must not stay on the screen. Empty when there is none. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
