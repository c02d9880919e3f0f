import { readdirSync } from 'node:fs';
import type { Row } from './row.js';

export type Table = { name: string; rows: (Row & { name: string })[] };

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => /\.table\.[jt]s$/.test(file));
const modules = await Promise.all(
  files.map(async (file): Promise<Record<string, Row[]>> => import(`./${file.replace(/ts$/, 'js')}`)),
);

/** The rows of every `*.table.ts`, numbered so that their names are unique. */
export const allTables: Table[] = modules.map((module, at) => ({
  name: files[at]!,
  rows: Object.values(module)
    .flat()
    .map((row, index) => ({ ...row, name: `${index + 1}: ${row.name}` })),
}));
