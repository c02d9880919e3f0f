import { IncipitError } from '@incipit/sdk';
import { Command } from 'commander';
import { importCommand } from './import/import.command.js';
import { ImportFileError } from './import/prompts-chat.js';
import { ConnectionError } from './login/connection.js';
import { loginCommand } from './login/login.command.js';
import { pullCommand } from './pull/pull.command.js';
import { renderCommand } from './render/render.command.js';
import { serveCommand } from './serve/serve.command.js';
import { UsageError } from './usage-error.js';

/** The incipit command. What goes wrong is one sentence on standard error, and exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('incipit')
    .description('A prompt library for people and a prompt registry for apps.')
    .addCommand(serveCommand())
    .addCommand(loginCommand())
    .addCommand(pullCommand())
    .addCommand(renderCommand())
    .addCommand(importCommand());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof IncipitError) return problemText(error);
  const isOurs = error instanceof ConnectionError || error instanceof ImportFileError || error instanceof UsageError;
  if (isOurs || (error instanceof Error && 'code' in error)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The server's sentence, with what is wrong where. */
export function problemText(error: IncipitError): string {
  const places = error.errors.map(({ path, message }) => `  ${path}: ${message}`);
  return [`${error.detail} (${error.code})`, ...places].join('\n');
}
