import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureGrowth } from './growth.js';
import { say } from './measure.js';
import { measureOperations } from './operations.js';
import { missed, reportOf, writeReport } from './report.js';

// What the store costs beside SQLite alone, and what a large collection costs beside a small one. Takes some minutes;
// `--documents` and `--large` make it shorter, and then the README stays as it is.
const { values } = parseArgs({
  options: { documents: { type: 'string' }, large: { type: 'string' }, rounds: { type: 'string' } },
});
const [documents, small, large] = [Number(values.documents ?? 100_000), 10_000, Number(values.large ?? 1_000_000)];
const rounds = Number(values.rounds ?? 41);
const dir = mkdtempSync(join(tmpdir(), 'embedded-mongo-bench-'));
try {
  const operations = await measureOperations(join(dir, 'operations'), documents, rounds);
  const growth = large > 0 ? await measureGrowth(join(dir, 'growth'), small, large, rounds) : [];
  const figures = { ...operations, growth, small, large, rounds };
  const report = reportOf(figures);
  process.stdout.write(`${report}\n`);
  if (values.documents === undefined && values.large === undefined) writeReport(report);
  for (const line of missed(figures)) {
    say(line);
    process.exitCode = 1;
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
