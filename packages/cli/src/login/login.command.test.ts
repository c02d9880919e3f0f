import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { incipit, newFolder } from '../testing/program.js';
import { apiKey, type ServeProcess, serve, serveOther } from '../testing/server.js';

let server: ServeProcess;
beforeAll(async () => {
  server = await serve();
});

const fileIn = (home: string) => join(home, '.config', 'incipit', 'connection.json');
const login = (args: string[], input: string, home = newFolder()) =>
  incipit(['login', ...args], { input, cwd: home }).ended;

describe('login', () => {
  test.each([
    ['asks for the key', [], `${apiKey}\n`],
    ['takes the key from standard input', ['--key-stdin'], `${apiKey}`],
  ])('%s, tries it, and keeps it for its owner alone', async (_, options, input) => {
    const home = newFolder();
    const { code, out, err } = await login([`${server.url}/`, ...options], input, home);
    expect(out).toBe(
      `Connected to ${server.url} as alice (prompts:read, prompts:write, labels:write, export, mcp). Kept in ${fileIn(home)}\n`,
    );
    expect([code, err]).toEqual([0, options.length === 0 ? 'API key: \n' : '']);
    expect(JSON.parse(readFileSync(fileIn(home), 'utf8'))).toEqual({ url: server.url, apiKey });
    expect(statSync(fileIn(home)).mode & 0o777).toBe(0o600);
    const { out: pulled } = await incipit(['pull'], { cwd: home }).ended;
    expect(pulled).toBe('0 prompts are in prompts\n');
  });

  test('a wrong key is one sentence, and the connection one had stays', async () => {
    const home = newFolder();
    await login([server.url, '--key-stdin'], apiKey, home);
    const wrong = `incipit_${'a'.repeat(12)}_${'b'.repeat(43)}_000000`;
    const { code, out, err } = await login([server.url, '--key-stdin'], wrong, home);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^[^\n]+ \(unauthorized\)\n$/);
    expect(JSON.parse(readFileSync(fileIn(home), 'utf8'))).toEqual({ url: server.url, apiKey });
  });

  test('another kind of server is one sentence', async () => {
    const other = await serveOther((_, response) => response.end('<h1>Hello</h1>'));
    const { code, err } = await login([other.url, '--key-stdin'], apiKey);
    other.close();
    expect([code, err]).toEqual([1, 'The answer 200 is not one of an Incipit server. (unexpected_answer)\n']);
  });

  test.each([
    ['no key', ['http://localhost:1', '--key-stdin'], '', 'No key was given.'],
    ['no answer to the question', ['http://localhost:1'], '', 'API key: \nNo key was given.'],
    [
      'something else than a key',
      ['http://localhost:1', '--key-stdin'],
      'hunter2',
      'This is not an API key: it does not begin with "incipit_".',
    ],
    ['no address', ['prompts', '--key-stdin'], apiKey, '"prompts" is not an address like https://prompts.example.org.'],
    [
      'a server that does not answer',
      ['http://127.0.0.1:1', '--key-stdin'],
      apiKey,
      'http://127.0.0.1:1 does not answer: The server could not be reached.',
    ],
  ])('%s', async (_, args, input, sentence) => {
    expect(await login(args, input)).toEqual({ code: 1, out: '', err: `${sentence}\n` });
  });
});

describe('the other commands', () => {
  const pull = (home: string, env = {}) => incipit(['pull'], { cwd: home, env }).ended;

  test('say how to connect', async () => {
    expect(await pull(newFolder())).toEqual({
      code: 1,
      out: '',
      err: 'Not connected: run "incipit login <url>", or set INCIPIT_URL and INCIPIT_KEY.\n',
    });
  });

  test('refuse half a connection from the environment', async () => {
    const { code, err } = await pull(newFolder(), { INCIPIT_URL: server.url });
    expect([code, err]).toEqual([1, 'INCIPIT_URL and INCIPIT_KEY are needed together; only one of them is set.\n']);
  });

  test('name a damaged file', async () => {
    const home = newFolder();
    await login([server.url, '--key-stdin'], apiKey, home);
    writeFileSync(fileIn(home), '{');
    expect((await pull(home)).err).toBe(`${fileIn(home)} is damaged: run "incipit login <url>" again.\n`);
  });

  test('are told apart from what is no command', async () => {
    const { code, err } = await incipit(['pul']).ended;
    expect([code, err]).toEqual([1, "error: unknown command 'pul'\n(Did you mean pull?)\n"]);
  });
});
