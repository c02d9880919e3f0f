import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a copy without the driver says what to install', () => {
  const dir = mkdtempSync(join(tmpdir(), 'em-copy-'));
  const dist = fileURLToPath(new URL('../dist', import.meta.url));
  // As shipped, and where no packages are.
  for (const file of readdirSync(dist)) if (file.endsWith('.js')) cpSync(join(dist, file), join(dir, file));
  writeFileSync(
    join(dir, 'run.js'),
    `import { copy } from './index.js';
     await copy('mongodb://a', 'mongodb://b').catch(({ code, message }) => console.log(code, message));`,
  );
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  const output = execFileSync(process.execPath, [join(dir, 'run.js')], { encoding: 'utf8' });
  expect(output).toBe('copy_failed Copying needs the package "mongodb": npm install mongodb, then try again.\n');
  rmSync(dir, { recursive: true });
});
