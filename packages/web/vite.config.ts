import { api, basePath } from '@incipit/contract';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * The contract without its shapes: a browser needs only the addresses of the rows, because the server checks what it is
 * sent. That keeps zod, 26 kB compressed, out of the first load.
 */
function contractAddresses(): Plugin {
  const addresses = Object.entries(api).map(([subject, rows]) => [
    subject,
    Object.fromEntries(
      Object.entries(rows).map(([verb, { method, path, query }]) => {
        const names = 'shape' in query ? Object.keys(query.shape as object) : [];
        return [verb, { method, path, query: { shape: Object.fromEntries(names.map((name) => [name, 1])) } }];
      }),
    ),
  ]);
  const code = `export const basePath = ${JSON.stringify(basePath)};
export const api = ${JSON.stringify(Object.fromEntries(addresses))};`;
  return {
    name: 'contract-addresses',
    enforce: 'pre',
    resolveId: (id) => (id === '@incipit/contract' ? '\0contract' : undefined),
    load: (id) => (id === '\0contract' ? code : undefined),
  };
}

/** The page is served under a strict content security policy: nothing is inlined, nothing comes from another host. */
export default defineConfig({
  plugins: [contractAddresses(), react()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
