/** Progress of long work on standard error: a bar that moves on a terminal, a line every tenth elsewhere. */
export interface Progress {
  /** `done` of the total are finished. */
  at(done: number): void;
  /** A sentence between. */
  note(text: string): void;
  end(): void;
}

const barWidth = 30;

export function progressOf(what: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  let tenths = 0;
  const bar = (done: number) => {
    const filled = Math.round((done / total) * barWidth);
    return `${what} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done} of ${total}`;
  };
  return {
    at(done) {
      if (out.isTTY) {
        out.write(`\r${bar(done)}`);
        return;
      }
      const now = Math.floor((done / total) * 10);
      if (now > tenths) out.write(`${what} ${done} of ${total}\n`);
      tenths = now;
    },
    note: (text) => out.write(out.isTTY ? `\n${text}\n` : `${text}\n`),
    end() {
      if (out.isTTY) out.write('\n');
    },
  };
}
