import { existsSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.js';
import { convertPlaceholders, type ImportItem, readPromptsChat } from './prompts-chat.js';

const head = 'act,prompt,for_devs,type,contributor\n';

describe('placeholders', () => {
  it.each([
    ['Write to ${name}.', 'Write to {{name}}.', [], []],
    ['In ${language:Old English}!', 'In {{language}}!', [['language', 'Old English']], []],
    ['${Jersey Number}', '{{Jersey_Number}}', [], ['${Jersey Number} is now {{Jersey_Number}}.']],
    ['`${index + 1}` ${a(b)}', '`${index + 1}` ${a(b)}', [], []],
    ['${{ secrets.X }}', '${{ secrets.X }}', [], ['{{secrets.X}} in the text is now a variable.']],
    [
      '{{x}} and ${x:1} ${x:2}',
      '{{x}} and {{x}} {{x}}',
      [['x', '1']],
      ['{{x}} in the text is now a variable.', 'A second default of {{x}}, "2", is not kept.'],
    ],
    ['${ratio:16:9}', '{{ratio}}', [['ratio', '16:9']], []],
  ])('%s', (source, text, defaults, losses) => {
    const converted = convertPlaceholders(source);
    expect(converted.text).toBe(text);
    expect(converted.variables.map((variable) => [variable.name, variable.default])).toEqual(defaults);
    expect(converted.losses).toEqual(losses);
  });
});

it('keeps every other byte, and numbers equal names in the order of the file', () => {
  const items = readPromptsChat(
    `${head}Poet,"  Two lines\r\nwith ""quotes"" \t",TRUE,TEXT,f\nPoet,=1+1,FALSE,IMAGE,g\r\n`,
  );
  expect(items.map((item) => item.prompt)).toEqual([
    {
      name: 'poet',
      title: 'Poet',
      tags: ['for developers'],
      content: {
        type: 'text',
        text: '  Two lines\r\nwith "quotes" \t',
        dialect: 'simple',
        variables: [],
        config: { promptsChat: { type: 'TEXT', forDevs: 'TRUE', contributor: 'f' } },
      },
    },
    expect.objectContaining({
      name: 'poet-2',
      tags: ['image'],
      content: expect.objectContaining({
        text: '=1+1',
        config: { promptsChat: { type: 'IMAGE', forDevs: 'FALSE', contributor: 'g' } },
      }),
    }),
  ]);
});

it('knows on which line a row begins', () => {
  const csv = `${head}One,"two\nlines",FALSE,TEXT,f\n\nTwo,"te\r\nxt",FALSE,TEXT,f\n"Thr\nee",text,FALSE,TEXT,f\n\n`;
  expect(readPromptsChat(csv).map((item) => item.line)).toEqual([2, 5, 7]);
});

it.each([
  ['another head', 'a,b\n1,2\n', /needs the columns act, prompt/],
  ['no rows', head, /missing: rows/],
  ['a quote that never ends', `${head}Poet,"never`, /not a well-formed CSV/],
  ['a row with a cell too many', `${head}Poet,text,FALSE,TEXT,f,g\n`, /not a well-formed CSV.*line 2/],
])('refuses %s', (_, csv, message) => {
  expect(() => readPromptsChat(csv)).toThrow(UsageError);
  expect(() => readPromptsChat(csv)).toThrow(message);
});

const real = new URL('../../../../../shared/data/prompts-chat.csv', import.meta.url);

const textOf = (item: ImportItem) => (item.prompt.content.type === 'text' ? item.prompt.content.text : '');

it.runIf(existsSync(real))('reads all 1,476 community prompts; turned back, each text is the same', () => {
  const items = readPromptsChat(readFileSync(real, 'utf8'));
  expect(items).toHaveLength(1476);
  expect(new Set(items.map((item) => item.prompt.name)).size).toBe(1476);
  const lossless = items.filter((item) => item.losses.length === 0);
  expect(lossless.length).toBeGreaterThan(1400);
  const backToTheirs = (item: ImportItem) => {
    const defaults = new Map(item.prompt.content.variables.map((variable) => [variable.name, variable.default]));
    const write = (name: string) => (defaults.has(name) ? `\${${name}:${defaults.get(name)}}` : `\${${name}}`);
    return textOf(item).replace(/\{\{([\p{L}_][\p{L}\p{Nd}_.-]*)\}\}/gu, (_, name: string) => write(name));
  };
  const sources = parseCsv(readFileSync(real, 'utf8'), { columns: true }) as { prompt: string }[];
  const changed = items.filter(
    (item, index) => item.losses.length === 0 && backToTheirs(item) !== sources[index]!.prompt,
  );
  expect(changed.map((item) => item.prompt.name)).toEqual([]);
});
