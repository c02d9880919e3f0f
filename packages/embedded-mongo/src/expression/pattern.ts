/** Compiles a pattern with its options to a sticky-free global expression that counts by code points. */
export function compilePattern(pattern: string, flags: string, invalid: (why: string) => never): RegExp {
  try {
    return new RegExp(pattern, `gu${flags.replace(/[^ims]/g, '')}`);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}
