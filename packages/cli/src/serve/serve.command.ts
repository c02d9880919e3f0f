import { settings } from '@incipit/server/settings';
import { Command } from 'commander';

/** `incipit serve`: the server, until it gets SIGTERM. Its help is the table of settings. */
export function serveCommand(): Command {
  return (
    new Command('serve')
      .description('Serve the library, its API and the web app.')
      .addHelpText(
        'after',
        () => `\nSettings, from the environment or a .env file (default in brackets):\n${settingsText()}`,
      )
      // The other commands need nothing of the server, and start in a fraction of its time.
      .action(async () => (await import('@incipit/server')).serve())
  );
}

function settingsText(): string {
  const rows = Object.values(settings);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map((row) => {
    const preset = row.default ? ` (${row.default})` : '';
    return `  ${row.name.padEnd(width)}  ${row.description}${preset}`;
  });
  const secrets = rows.filter((row) => row.isSecret).map(({ name }) => name);
  return `${lines.join('\n')}\n\nEach of ${secrets.join(', ')}\ncan also be put into a file that <name>_FILE names.\n`;
}
