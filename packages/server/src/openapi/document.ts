import { STATUS_CODES } from 'node:http';
import { basePath, errorStatus, errorsOf, Problem, type Endpoint as Row, rows } from '@incipit/contract';
import { type JsonSchema, Shapes } from './shapes.js';

const text = { type: 'string' };

/** The OpenAPI 3.1 document: made from the rows of the contract and nothing else. */
export function openApiDocument(version: string): JsonSchema {
  const shapes = new Shapes();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [name, row] of rows) {
    const path = row.path.replace(/:(\w+)/g, '{$1}');
    const operations = paths[path] ?? {};
    operations[row.method.toLowerCase()] = operation(name, row, shapes);
    paths[path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Incipit', version, license: { name: 'Apache 2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: basePath }],
    paths,
    components: {
      schemas: { ...shapes.named, Problem: shapes.answered(Problem) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token, or an API key.' },
      },
    },
  };
}

function operation(name: string, row: Row, shapes: Shapes): JsonSchema {
  const body = row.method === 'GET' ? undefined : bodyOf(shapes.given(row.body));
  return {
    operationId: name,
    tags: [name.split('.', 1)[0]],
    summary: row.summary,
    description: accessOf(row),
    security: row.access === 'anyone' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: [
      ...parameters(shapes.fields(row.params), 'path'),
      ...parameters(shapes.fields(row.query), 'query'),
      ...headersOf(row),
    ],
    ...(body && { requestBody: body }),
    responses: { ...successes(row, shapes), ...failures(row) },
  };
}

const accessOf = ({ access }: Row): string => {
  if (access === 'anyone') return 'For anyone.';
  if (access === 'user') return 'For signed-in users.';
  return access === 'any' ? 'For users and any API key.' : `For users, and API keys with the scope \`${access}\`.`;
};

function parameters(schema: JsonSchema, place: 'path' | 'query'): JsonSchema[] {
  const required = (schema.required as string[] | undefined) ?? [];
  return Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {}).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: place === 'path' && Object.keys(inner).length === 0 ? text : inner,
  }));
}

function headersOf(row: Row): JsonSchema[] {
  const header = (name: string, required: boolean, description: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: text,
  });
  const headers: JsonSchema[] = [];
  if (row.ifMatch) headers.push(header('If-Match', true, 'The ETag of what one has seen, or *.'));
  if (row.etag && row.method === 'GET') headers.push(header('If-None-Match', false, '304 when it is still the same.'));
  if (row.idempotent) headers.push(header('Idempotency-Key', false, 'The same key within 24 hours: the same answer.'));
  return headers;
}

function bodyOf(schema: JsonSchema): JsonSchema | undefined {
  const isEmpty = schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0;
  if (isEmpty) return undefined;
  const isNeeded = !Array.isArray(schema.required) || schema.required.length > 0;
  return { required: isNeeded, content: { 'application/json': { schema } } };
}

function successes(row: Row, shapes: Shapes): Record<string, JsonSchema> {
  const content = row.output && { 'application/json': { schema: shapes.answered(row.output) } };
  const headers = {
    ...(row.etag && { ETag: { schema: text } }),
    ...(row.location && { Location: { schema: text } }),
  };
  const answer = (status: number) => ({
    description: STATUS_CODES[status],
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(content && { content }),
  });
  const answers: Record<string, JsonSchema> = { [row.status]: answer(row.status) };
  if (row.status === 201) answers[200] = { ...answer(200), description: 'It was there already.' };
  if (row.etag && row.method === 'GET') answers[304] = { description: 'It is still the same.' };
  return answers;
}

function failures(row: Row): Record<string, JsonSchema> {
  const codes = errorsOf(row);
  const statuses = [...new Set(codes.map((code) => errorStatus[code]))];
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    statuses.map((status) => {
      const names = codes.filter((code) => errorStatus[code] === status).map((code) => `\`${code}\``);
      return [status, { description: `${STATUS_CODES[status]}: ${names.join(', ')}`, content: problem }];
    }),
  );
}
