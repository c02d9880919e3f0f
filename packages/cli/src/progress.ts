/** Progress of long work on standard error: a bar that moves on a terminal, a line every tenth elsewhere. */
export interface Progress {
  /** `done` of the total are finished. */
  at(done: number): void;
  end(): void;
}

const barWidth = 30;

export function progressOf(what: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  let shownTenth = 0;
  const bar = (done: number) => {
    const filled = total === 0 ? barWidth : Math.round((done / total) * barWidth);
    return `${what} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done} of ${total}`;
  };
  return {
    at(done) {
      if (out.isTTY) {
        out.write(`\r${bar(done)}`);
        return;
      }
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (tenth > shownTenth) out.write(`${what} ${done} of ${total}\n`);
      shownTenth = Math.max(shownTenth, tenth);
    },
    end() {
      if (out.isTTY) out.write('\n');
    },
  };
}
