import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { incipit, newFolder } from '../testing/program.js';
import { apiKey, type ServeProcess, serve, serveOther } from '../testing/server.js';

const sample = fileURLToPath(new URL('sample.csv', import.meta.url));
const real = fileURLToPath(new URL('../../../../../shared/data/prompts-chat.csv', import.meta.url));
const head = 'act,prompt,for_devs,type,contributor\n';

let server: ServeProcess;
beforeAll(async () => {
  server = await serve();
});

const folder = newFolder();
const runImport = (...args: string[]) => incipit(['import', ...args], { cwd: folder, env: server.env });

/** A file of its own names, so that tests do not meet each other's prompts. */
function csvOf(name: string, rows: readonly string[]): string {
  writeFileSync(join(folder, name), `${head}${rows.map((row) => `${row},FALSE,TEXT,alice\n`).join('')}`);
  return name;
}

async function namesOn({ client }: ServeProcess, start: string): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.prompts.list({ cursor, limit: 100, sort: 'title' });
    names.push(...data.items.map((item) => item.name));
    cursor = data.nextCursor ?? undefined;
  } while (cursor);
  return names.filter((name) => name.startsWith(start)).sort();
}

describe('a small file', () => {
  test('a dry run says what would be made, and makes nothing', async () => {
    const { code, out } = await runImport(sample, '--dry-run').ended;
    expect([code, out]).toEqual([0, '6 would be created, 0 skipped, 0 failed.\n']);
    expect(await namesOn(server, '')).toEqual([]);
  });

  test('makes a prompt of each row, with its text, variables, tags and what else the row says', async () => {
    const { code, out, err } = await runImport(sample).ended;
    expect([code, out]).toEqual([0, '6 created, 0 skipped, 0 failed.\n']);
    expect(err).toMatch(/^Importing 6 of 6$/m);
    expect(await namesOn(server, '')).toEqual([
      'custom-ai-image-creation',
      'ethereum-developer',
      'meta-prompt-engineer',
      'revenue-performance-report',
      'revenue-performance-report-2',
      'vintage-botanical-illustration-generator',
    ]);
    const { data } = await server.client.prompts.getByName({ name: 'ethereum-developer' });
    expect(data).toMatchObject({
      title: 'Ethereum Developer',
      tags: [{ name: 'for developers' }],
      labels: { latest: 1 },
    });
    expect(data.version.message).toBe('Imported from prompts.chat');
    const image = await server.client.prompts.getByName({ name: 'custom-ai-image-creation' });
    expect(image.data.version.content).toEqual({
      type: 'text',
      text: 'Create an AI-generated picture. You can specify the theme or style by providing details such as {{theme}}, {{style}}, and any specific elements you want included. The AI will use these inputs to craft a unique visual masterpiece.',
      dialect: 'simple',
      variables: [
        { name: 'theme', type: 'text', default: 'landscape', required: false },
        { name: 'style', type: 'text', default: 'realistic', required: false },
      ],
      config: { promptsChat: { type: 'TEXT', forDevs: 'FALSE', contributor: 'haiderkamboh114' } },
    });
  });

  test('again makes nothing, and writes the outcome of every row when asked', async () => {
    const before = await server.client.prompts.list({});
    const { code, out } = await runImport(sample, '--report', 'report.json').ended;
    expect([code, out]).toEqual([0, '0 created, 6 skipped, 0 failed.\n']);
    expect((await server.client.prompts.list({})).data).toEqual(before.data);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as unknown[];
    expect(report).toHaveLength(6);
    expect(report[0]).toEqual({
      line: 2,
      name: 'ethereum-developer',
      result: 'skipped',
      losses: [],
      problem: 'a prompt of this name is there',
    });
  });

  test('what is lost is said', async () => {
    const { code, out } = await runImport(csvOf('lossy.csv', ['Lossy,"${First Name} and {{x}}"'])).ended;
    expect([code, out]).toEqual([
      0,
      [
        '1 created, 0 skipped, 0 failed.',
        '1 with something that could not be kept as it was:',
        '  line 2, lossy: {{x}} in the text is now a variable.',
        '  line 2, lossy: ${First Name} is now {{First_Name}}.\n',
      ].join('\n'),
    ]);
  });
});

test('a row that cannot be made does not stop the others; the dry run knows it too', async () => {
  const file = csvOf('some.csv', [
    'Some A,text',
    ',text',
    `Some ${'B'.repeat(200)},text`,
    `Some C,${'x'.repeat(1_100_000)}`,
    'Some D,text',
  ]);
  const dry = await runImport(file, '--dry-run').ended;
  expect(dry.out).toMatch(/^3 would be created, 0 skipped, 2 failed\.\n/);
  const { code, out, err } = await runImport(file).ended;
  expect(out.split('\n')).toEqual([
    '2 created, 0 skipped, 3 failed.',
    '  line 3, prompt: title must not be empty',
    expect.stringMatching(/^ {2}line 4, some-b+: title must have at most 200 characters$/),
    expect.stringMatching(/^ {2}line 5, some-c: .+ \(too_large\)$/),
    '',
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(/^Not imported: 3 of 5 rows\. Mend them and run it again\.$/m);
  expect(await namesOn(server, 'some-')).toEqual(['some-a', 'some-d']);
});

describe('one sentence and exit code 1', () => {
  test.each([
    ['a missing file', 'no.csv', '', /^no\.csv cannot be read: there is no such file\.$/],
    ['another head', 'head.csv', 'a,b\n1,2\n', /^The file needs the columns act, prompt,.*missing: act, prompt/],
    ['a quote that never ends', 'quote.csv', `${head}Poet,"never`, /^The file is not a well-formed CSV: .*line 2/],
  ])('%s', async (_, name, csv, sentence) => {
    if (csv) writeFileSync(join(folder, name), csv);
    const { code, out, err } = await runImport(name).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err.trimEnd()).toMatch(sentence);
  });

  test('bytes that are no text', async () => {
    writeFileSync(join(folder, 'latin1.csv'), Buffer.from(`${head}Caf\xe9,text,FALSE,TEXT,f\n`, 'latin1'));
    expect(await runImport('latin1.csv').ended).toEqual({ code: 1, out: '', err: 'latin1.csv is not UTF-8 text.\n' });
  });

  test('a server that is not there', async () => {
    const env = { INCIPIT_URL: 'http://127.0.0.1:1', INCIPIT_KEY: apiKey };
    expect(await incipit(['import', sample], { env }).ended).toEqual({
      code: 1,
      out: '',
      err: 'http://127.0.0.1:1 does not answer: The server could not be reached.\n',
    });
  });

  test('a workspace that is not there, also on a dry run', async () => {
    const { code, out, err } = await runImport(sample, '--dry-run', '--workspace', 'a'.repeat(24)).ended;
    expect([code, out, err]).toEqual([1, '', 'There is no such workspace. (workspace_not_found)\n']);
  });
});

test('a server that is busy is asked again', async () => {
  let asked = 0;
  const busy = await serveOther((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/batch-get')) {
      response.end(JSON.stringify({ items: [{ problem: { status: 404, code: 'prompt_not_found', detail: '' } }] }));
      return;
    }
    asked += 1;
    if (asked > 1) response.statusCode = 201;
    else {
      response.statusCode = 429;
      // Longer than the client waits by itself.
      response.setHeader('retry-after', '3');
    }
    const problem = { code: 'rate_limited', detail: 'Too many requests.' };
    response.end(JSON.stringify(asked > 1 ? {} : problem));
  });
  const env = { INCIPIT_URL: busy.url, INCIPIT_KEY: apiKey };
  const { code, out, err } = await incipit(['import', csvOf('one.csv', ['One,text'])], { cwd: folder, env }).ended;
  busy.close();
  expect([code, out, asked]).toEqual([0, '1 created, 0 skipped, 0 failed.\n', 2]);
  expect(err).toMatch(/^The server asks to wait 3 seconds …$/m);
});

describe('half way', { timeout: 120_000 }, () => {
  const rows = Array.from({ length: 100 }, (_, index) => `Half ${index},text ${index}`);

  test('Ctrl-C ends in an orderly way, and the same command again makes the rest', async () => {
    const file = csvOf('half.csv', rows);
    const run = runImport(file);
    await run.says(/^Importing \d+ of 100$/m);
    run.child.kill('SIGINT');
    const { code, out, err } = await run.ended;
    expect(code).toBe(130);
    const created = Number(/^(\d+) created, 0 skipped, 0 failed\.$/m.exec(out)?.[1]);
    expect(created).toBeGreaterThanOrEqual(10);
    expect(created).toBeLessThan(100);
    expect(err).toMatch(
      new RegExp(`^${created} of 100 rows are done\\. Run the same command again to go on\\.\\nInterrupted\\.$`, 'm'),
    );
    const there = await namesOn(server, 'half-');
    expect(there).toHaveLength(created);
    const again = await runImport(file).ended;
    expect(again).toMatchObject({
      code: 0,
      out: `${100 - there.length} created, ${there.length} skipped, 0 failed.\n`,
    });
    expect(await namesOn(server, 'half-')).toHaveLength(100);
  });

  test('a server that dies is one sentence, with how far it came', async () => {
    const other = await serve();
    const run = incipit(['import', csvOf('dies.csv', rows)], { cwd: folder, env: other.env });
    await run.says(/^Importing \d+ of 100$/m);
    await other.end('SIGKILL');
    const { code, err } = await run.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^\d+ of 100 rows are done\. Run the same command again to go on\.$/m);
    expect(err).toMatch(/^http:\/\/127\.0\.0\.1:\d+ does not answer: The server could not be reached\.$/m);
  });
});

const isReal = existsSync(real);
test.skipIf(!isReal)(
  `all 1,476 community prompts${isReal ? '' : ' (skipped: ../shared/data/prompts-chat.csv is not there)'}`,
  { timeout: 600_000 },
  async () => {
    const own = await serve();
    const run = () => incipit(['import', real, '--report', 'real.json'], { cwd: folder, env: own.env }).ended;
    expect(await run()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1476 created, 0 skipped, 0 failed\.\n/),
    });
    const sources = parse(readFileSync(real, 'utf8'), { columns: true }) as { act: string; prompt: string }[];
    const report = JSON.parse(readFileSync(join(folder, 'real.json'), 'utf8')) as { name: string }[];
    expect(new Set(report.map((entry) => entry.name)).size).toBe(1476);
    expect(new Set(sources.map((source) => source.act)).size).toBe(1476 - 16);
    const longest = sources.reduce(
      (best, source, at) => (source.prompt.length > sources[best]!.prompt.length ? at : best),
      0,
    );
    const { data } = await own.client.prompts.getByName({ name: report[longest]!.name });
    expect(data.title).toBe(sources[longest]!.act);
    expect(data.version.content).toMatchObject({ text: sources[longest]!.prompt });
    expect(await namesOn(own, '')).toHaveLength(1476);
    expect(await run()).toMatchObject({ code: 0, out: '0 created, 1476 skipped, 0 failed.\n' });
    await own.end('SIGTERM');
  },
);
