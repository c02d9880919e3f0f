// Makes what runs of the server and the store: a file per entry, and `chunk-…` for what entries share or load late.
// Reading hundreds of small ones is a third of a start. Types come from `tsc -b`, which checks the same sources; the
// packages of others stay outside.
import { join } from 'node:path';
import { build } from 'vite';

const programs = {
  'embedded-mongo': ['index', 'worker', 'task-worker', 'run-store', 'bench/run'],
  server: ['index', 'config'],
};

for (const [name, entries] of Object.entries(programs)) {
  const root = join(import.meta.dirname, '..', 'packages', name);
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { external: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: 'dist',
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry, join(root, 'src', `${entry}.ts`)])),
        // Beside the entries: files of the package are found from there.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  });
}
