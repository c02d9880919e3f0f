import { IncipitError } from '@incipit/sdk';
import { UsageError } from './usage-error.js';

/** An error for the terminal: a sentence, and where it helps one line for each wrong place. */
export function errorText(error: unknown): string {
  if (error instanceof IncipitError) return problemText(error);
  if (error instanceof UsageError || isFromSystem(error)) return error.message;
  // Not foreseen: whoever looks into it needs to know where it was.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function problemText({ detail, code, errors }: IncipitError): string {
  return [`${detail} (${code})`, ...errors.map(({ path, message }) => `  ${path}: ${message}`)].join('\n');
}

/** A full disk, a missing right: Node names the file, too. */
const isFromSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;
