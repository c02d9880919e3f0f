import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { createClient } from '@incipit/sdk';
import { Command } from 'commander';
import { UsageError } from '../usage-error.js';
import { saveConnection } from './connection.js';

/** `incipit login <url>`: asks for an API key, tries it, keeps it. */
export function loginCommand(): Command {
  return new Command('login')
    .description('Connect to a server with an API key (made there under Settings, API keys).')
    .argument('<url>', 'address of the server, like https://prompts.example.org')
    .option('--key-stdin', 'read the key from standard input instead of asking for it')
    .action(async (given: string, options: { keyStdin?: boolean }) => {
      const url = checkedUrl(given);
      const apiKey = options.keyStdin ? await readAll() : await ask('API key: ');
      if (apiKey === '') throw new UsageError('No key was given.');
      const { data } = await createClient({ baseUrl: url, apiKey }).auth.me();
      const file = await saveConnection(process.env, { url, apiKey });
      const scopes = data.scopes?.join(', ') ?? '';
      process.stdout.write(`Connected to ${url} as ${data.profile.username} (${scopes}). Kept in ${file}\n`);
    });
}

function checkedUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`"${given}" is not an http(s) address like https://prompts.example.org.`);
  }
  return url.href.replace(/\/+$/, '');
}

async function readAll(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text.trim();
}

/** Asks without showing what is typed: a key must not stay on the screen. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
