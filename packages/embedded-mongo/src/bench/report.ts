import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measured } from './measure.js';
import type { OperationFigures } from './operations.js';

const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
const BEGIN = '<!-- figures: written by the benchmark -->';
const END = '<!-- end of figures -->';

/** The longest stall of the program, in milliseconds, that is allowed. */
const STALL = 50;

/** By how much a figure may grow between the small and the large collection. */
const mayGrow = (what: string): number => (what === 'start-up' ? 1.3 : 2);

/** All that the benchmark has found. */
export interface Figures extends OperationFigures {
  readonly growth: Measured[];
  readonly small: number;
  readonly large: number;
  readonly rounds: number;
}

/** The figures as Markdown. */
export function reportOf(figures: Figures): string {
  const { operations, roundTrip, stall, growth, small, large, rounds } = figures;
  const processor = cpus();
  const machine = `${platform()} ${arch()}, ${processor.length} × ${processor[0]?.model ?? 'unknown'}`;
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${machine}; the best of ${rounds} interleaved rounds.`,
    '',
    '| operation | through the driver | SQLite alone | ratio | ratio of processor time |',
    '|---|---|---|---|---|',
    ...operations.map(
      ({ what, ours, other }) =>
        `| ${what} | ${time(ours.time)} | ${time(other.time)} | ${times(ours.time / other.time)} | ${times(ours.cpu / other.cpu)} |`,
    ),
    '',
    `A command that does nothing takes ${time(roundTrip.time)} through the driver: the part of a line that is protocol and threads.`,
    `While all documents were filtered, the longest stall of the program was ${stall.toFixed(1)} ms (best of 11 tries; allowed: ${STALL} ms).`,
    '',
    `| in one collection | ${large.toLocaleString('en')} documents | ${small.toLocaleString('en')} | ratio | allowed |`,
    '|---|---|---|---|---|',
    ...growth.map(
      ({ what, ours, other }) =>
        `| ${what} | ${time(ours.time)} | ${time(other.time)} | ${times(ours.time / other.time)} | ${mayGrow(what)} × |`,
    ),
  ].join('\n');
}

/** Puts a report into the README, in the place of the last one. */
export function writeReport(report: string): void {
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('The README has no place for the figures.');
  writeFileSync(readme, `${text.slice(0, begin + BEGIN.length)}\n${report}\n${text.slice(end)}`);
}

/** What is over its bound, one sentence each. */
export function missed({ stall, growth }: Figures): string[] {
  const found = growth
    .map(({ what, ours, other }) => ({ what, ratio: ours.time / other.time }))
    .filter(({ what, ratio }) => ratio > mayGrow(what))
    .map(({ what, ratio }) => `${what}: ${times(ratio)}, allowed are ${mayGrow(what)} ×`);
  if (stall > STALL) found.push(`the program was held up for ${stall.toFixed(0)} ms, allowed are ${STALL} ms`);
  return found;
}

const time = (micros: number): string =>
  micros >= 10_000 ? `${(micros / 1000).toFixed(0)} ms` : `${micros.toFixed(0)} µs`;

const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
