import { createRequire } from 'node:module';
import { Command } from 'commander';
import { errorText } from './error-text.js';
import { importCommand } from './import/import.command.js';
import { loginCommand } from './login/login.command.js';
import { pullCommand } from './pull/pull.command.js';
import { renderCommand } from './render/render.command.js';
import { serveCommand } from './serve/serve.command.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The incipit command. What goes wrong is one sentence on standard error, and exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough, like head, is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const program = new Command('incipit')
    .description('A prompt library for people and a prompt registry for apps.')
    .version(version)
    // `incipit render name --version 3` is about the prompt.
    .enablePositionalOptions()
    .addCommand(serveCommand())
    .addCommand(loginCommand())
    .addCommand(pullCommand())
    .addCommand(renderCommand())
    .addCommand(importCommand());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode ||= 1;
  }
}
