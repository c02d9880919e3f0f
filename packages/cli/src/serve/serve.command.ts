import { serve, settings } from '@incipit/server';
import { Command } from 'commander';

/** `incipit serve`: the server, until it gets SIGTERM. Its help is the table of settings. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the library, its API and the web app.')
    .addHelpText('after', () => `\nSettings, from the environment or a .env file:\n${settingsText()}`)
    .action(serve);
}

function settingsText(): string {
  const rows = Object.values(settings).map(
    (setting) => [setting.name, setting.default ?? '', setting.description] as const,
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, value, description]) => `  ${name.padEnd(width)}  ${description}${value ? ` (${value})` : ''}`)
    .join('\n');
}
