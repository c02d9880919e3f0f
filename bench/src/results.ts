import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One figure: what was measured, what it must be, and whether it is. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly must: { readonly atLeast?: number; readonly atMost?: number };
}

const file = fileURLToPath(new URL('../RESULTS.md', import.meta.url));
const head =
  '# Figures\n\nRatios of one interleaved run each; `npm run <name> -w bench` measures again and writes here.\n';

const holds = ({ value, must }: Figure) =>
  value >= (must.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (must.atMost ?? Number.POSITIVE_INFINITY);

const written = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

const mustText = ({ atLeast, atMost }: Figure['must']) =>
  atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : '';

/** Prints the figures and puts them into RESULTS.md, in the place of the last ones of this name. Exit code 1 when one is missed. */
export function publish(name: string, figures: readonly Figure[], notes: readonly string[] = []): void {
  const rows = figures.map(
    (figure) =>
      `| ${figure.what} | ${written(figure.value)} ${figure.unit} | ${mustText(figure.must)} | ${holds(figure) ? 'yes' : '**no**'} |`,
  );
  const processor = cpus();
  const where = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${platform()} ${arch()}, ${processor.length} × ${processor[0]?.model ?? ''}`;
  const section = [
    `## ${name}`,
    '',
    where,
    '',
    '| what | measured | must | holds |',
    '|---|---|---|---|',
    ...rows,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
  process.stdout.write(`${section}\n`);
  writeSection(name, section);
  if (!figures.every(holds)) process.exitCode = 1;
}

function writeSection(name: string, section: string): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : head;
  const parts = old.split(/^(?=## )/m);
  const others = parts.filter((part, index) => index > 0 && !part.startsWith(`## ${name}\n`));
  const sections = [...others.map((part) => `${part.trimEnd()}\n`), section].sort();
  writeFileSync(file, [parts[0]!.trimEnd(), '', ...sections].join('\n'));
}
