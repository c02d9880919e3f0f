import { basePath, errorStatus, errorsOf, type Endpoint as Row, rows } from '@incipit/contract';
import { type JsonSchema, Shapes } from './shapes.js';

/** The reference as one page without a script: every endpoint, what it takes, what it answers. */
export function referencePage(version: string): string {
  const shapes = new Shapes();
  const subjects = [...new Set(rows.map(([name]) => name.split('.', 1)[0] ?? name))];
  const sections = subjects.map((subject) => {
    const own = rows.filter(([name]) => name.startsWith(`${subject}.`));
    return `<section id="${subject}"><h2>${words(subject)}</h2>${own.map(([name, row]) => endpointOf(name, row, shapes)).join('')}</section>`;
  });
  const links = [...subjects.map((subject) => [subject, words(subject)]), ['shapes', 'Shapes'], ['errors', 'Errors']];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Incipit API ${version}</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<nav aria-label="Subjects"><a href="/">Incipit</a>${links.map(([id, name]) => `<a href="#${id}">${name}</a>`).join('')}</nav>
<main>
<h1>Incipit API</h1>
<p>Version ${version}. JSON in and out below <code>${basePath}</code>. Send <code>Authorization: Bearer</code> with an access token or an API key.
The same as a document for machines: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
${sections.join('\n')}
<section id="shapes"><h2>Shapes</h2>${Object.entries(shapes.named).map(shapeOf).join('')}</section>
<section id="errors"><h2>Errors</h2>${errorTable()}</section>
</main>
</body>
</html>
`;
}

function endpointOf(name: string, row: Row, shapes: Shapes): string {
  const codes = errorsOf(row).map((code) => `<a href="#${code}"><code>${code}</code></a>`);
  const notes = [
    row.access === 'anyone' ? 'For anyone.' : row.access === 'user' ? 'For signed-in users.' : `Access: ${row.access}.`,
    row.ifMatch ? 'Needs <code>If-Match</code>.' : '',
    row.etag ? 'Carries an <code>ETag</code>.' : '',
    row.idempotent ? 'Takes <code>Idempotency-Key</code>.' : '',
  ].filter(Boolean);
  return `<article id="${name}">
<h3><b>${row.method}</b> <code>${htmlOf(basePath + row.path)}</code></h3>
<p>${htmlOf(row.summary)}. ${notes.join(' ')}</p>
${table('Path', shapes.fields(row.params))}${table('Query', shapes.fields(row.query))}${row.method === 'GET' ? '' : table('Body', shapes.fields(row.body))}
<p class="answer">${row.status}${row.output ? ` → ${typeOf(shapes.answered(row.output))}` : ''}</p>
<details><summary>Errors</summary><p>${codes.join(' ')}</p></details>
</article>`;
}

function table(title: string, schema: JsonSchema): string {
  const required = (schema.required as string[] | undefined) ?? [];
  const fields = Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {});
  if (fields.length === 0) return '';
  const lines = fields.map(([name, inner]) => {
    const isOptional = !required.includes(name);
    const preset = inner.default === undefined ? '' : ` = ${htmlOf(JSON.stringify(inner.default))}`;
    return `<tr><th scope="row"><code>${htmlOf(name)}</code>${isOptional ? ' <i>optional</i>' : ''}</th><td>${typeOf(inner)}${preset}</td></tr>`;
  });
  return `<table><caption>${title}</caption>${lines.join('')}</table>`;
}

function shapeOf([name, schema]: [string, JsonSchema]): string {
  const options = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  const tables = (options ?? [schema]).map((option) => table('Properties', option)).join('');
  return `<article id="shape-${name}"><h3><code>${name}</code></h3>${tables}</article>`;
}

/** A type in a few words, with links to the named ones. */
function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') {
    const name = htmlOf(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#shape-${name}">${name}</a>`;
  }
  const options = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (options) return [...new Set(options.map(typeOf))].join(' | ');
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `<code>${htmlOf(JSON.stringify(value))}</code>`).join(' | ');
  if (schema.const !== undefined) return `<code>${htmlOf(JSON.stringify(schema.const))}</code>`;
  if (schema.type === 'array') return `[${typeOf((schema.items as JsonSchema | undefined) ?? {})}]`;
  const properties = schema.properties as Record<string, JsonSchema> | undefined;
  if (properties) {
    return `{ ${Object.entries(properties)
      .map(([name, inner]) => `${htmlOf(name)}: ${typeOf(inner)}`)
      .join(', ')} }`;
  }
  return htmlOf(String(schema.type ?? 'any'));
}

function errorTable(): string {
  const lines = Object.entries(errorStatus).map(
    ([code, status]) => `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td></tr>`,
  );
  return `<table><caption>Every code and its status</caption>${lines.join('')}</table>`;
}

const words = (name: string) => {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const htmlOf = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** The style of that page; a file of its own, because the page allows nothing inline. */
export const referenceStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template-columns: 12rem minmax(0, 60rem); gap: 2rem; padding: 1rem; }
nav { position: sticky; top: 1rem; align-self: start; display: grid; gap: 0.25rem; }
h1, h2 { font-family: Georgia, serif; font-weight: 500; }
article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.5rem 0; }
h3 { font-size: 1rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 0.5rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: 0.125rem 1rem 0.125rem 0; overflow-wrap: anywhere; }
th { width: 14rem; }
:target { outline: 2px solid; outline-offset: 4px; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; } }
`;
