/** Who may import whom. The rules of ARCHITECTURE.md, as a check. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^packages/${from}/src` },
  to: {
    path: '^(packages|e2e|bench)/',
    pathNot: [`^packages/${from}/`, ...allowed.map((name) => `^packages/${name}/`)],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('contract', [], 'the contract depends on zod only'),
    {
      name: 'contract-zod-only',
      severity: 'error',
      from: { path: '^packages/contract/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/zod/' },
    },
    only('template', [], 'the template engine is pure'),
    only('embedded-mongo', [], 'the store knows nothing of prompts'),
    only('sdk', ['contract', 'template'], 'the SDK is made of the contract and the dialect'),
    only('web', ['contract', 'template', 'sdk'], 'the web app speaks HTTP only'),
    only('cli', ['contract', 'template', 'sdk', 'server'], 'the CLI'),
    only('server', ['contract', 'template', 'embedded-mongo', 'sdk'], 'the server; the SDK in tests only'),
    {
      name: 'server-sdk-in-tests-only',
      severity: 'error',
      from: { path: '^packages/server/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^packages/sdk/' },
    },
    {
      name: 'mongoose-in-data-only',
      severity: 'error',
      from: { path: '^packages/server/src', pathNot: '^packages/server/src/data/' },
      to: { path: 'node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'plumbing-knows-no-subject',
      severity: 'error',
      from: { path: '^packages/server/src/(http|data)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/server/src/', pathNot: '^packages/server/src/(http|data|config)' },
    },
    // node:sqlite is there from Node 22.13 on; its adapter asks first.
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^node:sqlite$' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(node_modules|/dist/)' },
    exclude: { path: '\\.css$' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
