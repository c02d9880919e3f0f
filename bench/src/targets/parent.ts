/** What a measured process tells the one that measures: that it is ready, and on demand what it used so far. */
export interface Usage {
  /** Microseconds of CPU, user and system, since its start. */
  readonly cpu: number;
  /** Bytes of resident memory. */
  readonly rss: number;
}

export type Told = { readonly url: string } | { readonly usage: Usage };

const tell = (message: Told) => process.send?.(message);

/** Says where it listens, and from then on answers each `usage` with its figures. */
export function report(url: string): void {
  process.on('message', () => {
    // So that memory means what is in use, not what waits to be collected.
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    tell({ usage: { cpu: user + system, rss: process.memoryUsage.rss() } });
  });
  process.on('disconnect', () => process.exit(0));
  tell({ url });
}
