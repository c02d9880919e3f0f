import type { Doc } from '../bson/value.js';

/** A switched-on `failCommand`: for which commands, how often still, and what then happens. */
export interface FailPoint {
  commands: Set<string>;
  /** How many more calls are hit; infinite for `alwaysOn`. */
  times: number;
  /** How many calls are let through first. */
  skip: number;
  data: Doc;
}

/** The failures that tests have ordered; empty unless test commands are switched on. */
export interface FailPoints {
  set(point: FailPoint | undefined): void;
  /** The failure for this call of a command, if one is due. */
  hit(command: string): Doc | undefined;
}

export function createFailPoints(): FailPoints {
  let point: FailPoint | undefined;
  return {
    set(next) {
      point = next;
    },
    hit(command) {
      if (!point?.commands.has(command)) return undefined;
      if (point.skip > 0) {
        point.skip -= 1;
        return undefined;
      }
      if (point.times <= 0) return undefined;
      point.times -= 1;
      return point.data;
    },
  };
}
