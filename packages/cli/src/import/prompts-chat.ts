import { type NewPrompt, nameFromTitle, numberedName, type Variable } from '@incipit/contract';
import { parse as parseTemplate } from '@incipit/template';
import { parse as parseCsv } from 'csv-parse/sync';
import { UsageError } from '../usage-error.js';

/** One row of the file, ready to be created. */
export interface ImportItem {
  /** Line of its title in the file, for the report; the head is line 1. */
  readonly line: number;
  readonly prompt: Pick<NewPrompt, 'name' | 'title' | 'content' | 'tags'> & { name: string };
  /** What could not be kept as it was, in sentences. */
  readonly losses: readonly string[];
}

const columns = ['act', 'prompt', 'for_devs', 'type', 'contributor'] as const;
type Row = Record<(typeof columns)[number], string>;

/**
 * Reads the CSV of prompts.chat: `act,prompt,for_devs,type,contributor`. `${name}` and `${name:default}` become our
 * variables, every other byte of the text stays. Rows with equal names get `-2`, `-3` … in the order of the file.
 * @throws UsageError for another head, broken quoting, or a row with more or fewer cells than the head
 */
export function readPromptsChat(csv: string): ImportItem[] {
  const taken = new Set<string>();
  return readRows(csv).map(({ line, record }) => {
    const promptName = freeName(nameFromTitle(record.act), taken);
    taken.add(promptName);
    const { text, variables, losses } = convertPlaceholders(record.prompt);
    return {
      line,
      losses,
      prompt: {
        name: promptName,
        title: record.act,
        tags: tagsOf(record),
        content: {
          type: 'text',
          text,
          dialect: 'simple',
          variables,
          config: { promptsChat: { type: record.type, forDevs: record.for_devs, contributor: record.contributor } },
        },
      },
    };
  });
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  let count = 1;
  while (taken.has(numberedName(base, count))) count += 1;
  return numberedName(base, count);
}

function readRows(csv: string): { line: number; record: Row }[] {
  const bytes = Buffer.from(csv);
  const rows = parseRows(bytes);
  const missing = columns.filter((column) => rows[0] && !(column in rows[0].record));
  if (rows.length === 0 || missing.length > 0) {
    throw new UsageError(`The file needs the columns ${columns.join(', ')}; missing: ${missing.join(', ') || 'rows'}.`);
  }
  const lineOf = lineCounter(bytes);
  const headEnd = bytes.indexOf(lineFeed) + 1;
  return rows.map(({ record }, index) => ({ record, line: lineOf(rows[index - 1]?.info.bytes ?? headEnd) }));
}

/** `info.bytes`: where the row ends. */
function parseRows(csv: Buffer): { record: Row; info: { bytes: number } }[] {
  try {
    return parseCsv(csv, { columns: true, info: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] });
  } catch (error) {
    throw new UsageError(`The file is not a well-formed CSV: ${(error as Error).message}.`);
  }
}

const lineFeed = 10;
const lineEnds: readonly (number | undefined)[] = [lineFeed, 13];

/** Lines as an editor counts them: the parser's own count is off after line breaks of another kind. Only forwards. */
function lineCounter(bytes: Buffer): (from: number) => number {
  let at = 0;
  let line = 1;
  return (from) => {
    for (; at < from || lineEnds.includes(bytes[at]); at += 1) if (bytes[at] === lineFeed) line += 1;
    return line;
  };
}

const tagsOf = (row: Row): string[] => [
  ...(row.for_devs.toUpperCase() === 'TRUE' ? ['for developers'] : []),
  ...(row.type !== '' && row.type !== 'TEXT' ? [row.type.toLowerCase()] : []),
];

const nameWithSpaces = /^[\p{L}_][\p{L}\p{Nd}_.\- ]{0,99}$/u;

/** `${name:default}` → `{{name}}` with a declared default; what is no name (code, sentences) stays as it is. */
export function convertPlaceholders(source: string): { text: string; variables: Variable[]; losses: string[] } {
  const defaults = new Map<string, Set<string | undefined>>();
  const losses = new Set<string>();
  for (const token of parseTemplate(source, 'simple')) {
    if (token.kind === 'variable') losses.add(`{{${token.name}}} in the text is now a variable.`);
  }
  const text = source.replace(/\$\{([^{}:]*)(?::([^{}]*))?\}/g, (written: string, given: string, value?: string) => {
    const spaced = given.trim();
    if (!nameWithSpaces.test(spaced)) return written;
    const variable = spaced.replaceAll(' ', '_');
    if (variable !== given) losses.add(`\${${given}} is now {{${variable}}}.`);
    defaults.set(variable, (defaults.get(variable) ?? new Set()).add(value));
    return `{{${variable}}}`;
  });
  const variables = [...defaults].flatMap(([variable, values]) => {
    const [value, ...others] = [...values].filter((each) => each !== undefined);
    if (value === undefined) return [];
    for (const other of others) losses.add(`A second default of {{${variable}}}, "${other}", is not kept.`);
    if (values.has(undefined)) losses.add(`The default of {{${variable}}} now holds everywhere in the text.`);
    return [declared(variable, value)];
  });
  return { text, variables, losses: [...losses] };
}

const declared = (name: string, value: string): Variable => ({
  name,
  type: value.includes('\n') ? 'multiline' : 'text',
  default: value,
  required: false,
});
