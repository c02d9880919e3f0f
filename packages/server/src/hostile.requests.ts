import { basePath, type Endpoint } from '@incipit/contract';
import type { Case, Fine } from './hostile.cases.js';
import {
  atUnknown,
  bodies,
  bodyHeaders,
  brokenTexts,
  conditions,
  credentials,
  idempotencyKeys,
  oddHeaders,
  type Payload,
  payloads,
  queries,
  texts,
} from './hostile.payloads.js';
import { type Place, placesOf, type Schema, schemaOf } from './hostile.places.js';

/** A request as it goes over the wire. */
export interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A hostile request, made from one that is fine. */
export interface Attempt {
  readonly name: string;
  /** What it must be refused with, as `400 invalid_request`; `null`: it may be answered. */
  readonly refusal: RegExp | null;
  /** The field that the answer must name. */
  readonly field?: string;
  of(fine: Fine): Sent;
}

/** A request in its three parts. */
interface Parts {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const invalid = /^400 invalid_request$/;
/** In an address: what is no id, or no route any more, is missing. */
const missing = /^(?:400 invalid_request|404 \w+_not_found|405 method_not_allowed)$/;

/** Path parameters, query and body of a request that is fine. */
export function partsOf(row: Endpoint, { input }: Fine): Parts {
  const queryNames = Object.keys(schemaOf(row.query).properties ?? {});
  const has = (name: string) => row.path.split('/').includes(`:${name}`);
  const pick = (is: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(input).filter(([name]) => is(name)));
  return {
    params: pick(has),
    query: pick((name) => !has(name) && queryNames.includes(name)),
    body: pick((name) => !has(name) && !queryNames.includes(name)),
  };
}

const hasBody = (row: Endpoint) => row.method !== 'GET';

/** The request as a good client sends it. */
export function fineRequest(row: Endpoint, fine: Fine, owner: string): Sent {
  return sent(row, partsOf(row, fine), fine, owner);
}

function sent(row: Endpoint, { params, query, body }: Parts, fine: Fine, owner: string): Sent {
  const path = row.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const json = Object.keys(body as object).length > 0 ? { body: Buffer.from(JSON.stringify(body)) } : {};
  return {
    path: `${basePath}${path}${search.length > 0 ? `?${search.join('&')}` : ''}`,
    headers: {
      authorization: `Bearer ${fine.token ?? owner}`,
      ...(row.ifMatch ? { 'if-match': '*' } : {}),
      ...(hasBody(row) ? { 'content-type': 'application/json' } : {}),
    },
    ...json,
  };
}

/** All that is tried at a row. @param example a request that is fine, from which legal values are told from others */
export function attemptsOf({ row }: Case, example: Fine, owner: string): Attempt[] {
  const base = (fine: Fine) => sent(row, partsOf(row, fine), fine, owner);
  const withBody = hasBody(row) ? [...inBody(row, example, base), ...asBody(base)] : [];
  return [...inPath(row, example, owner), ...inQuery(row, example, base), ...withBody, ...inHeaders(row, base)];
}

type Base = (fine: Fine) => Sent;

/** In place of what is sent there. */
const marker = '@@@';

function inBody(row: Endpoint, example: Fine, base: Base): Attempt[] {
  return placesOf(schemaOf(row.body)).flatMap((place) =>
    payloadsFor(place).map((payload) => {
      const isLegal = mayStand(row, place, payload, partsOf(row, example).body);
      return {
        name: `${place.path}: ${payload.name}`,
        refusal: isLegal ? null : invalid,
        ...(payload.legal === 'never' ? {} : { field: place.path }),
        of: (fine: Fine) => ({
          ...base(fine),
          body: filled(JSON.stringify(place.put(partsOf(row, fine).body, marker)), payload.json),
        }),
      };
    }),
  );
}

const payloadsFor = ({ schema }: Place) =>
  schema === null ? payloads.filter(({ name }) => atUnknown.includes(name)) : payloads;

function mayStand(row: Endpoint, place: Place, { json, legal }: Payload, body: unknown): boolean {
  if (legal === 'never' || place.schema === null) return false;
  if (legal === 'where free' && !place.isFree) return false;
  return row.body.safeParse(place.put(body, JSON.parse(json.toString()))).success;
}

function filled(text: string, json: string | Buffer): Buffer {
  const [before = '', after = ''] = text.split(JSON.stringify(marker));
  return Buffer.concat([Buffer.from(before), Buffer.from(json), Buffer.from(after)]);
}

function asBody(base: Base): Attempt[] {
  const whole = bodies.map(([name, body, says]) => ({
    name: `as body: ${name}`,
    refusal: new RegExp(`^${says}$`),
    of: (fine: Fine) => ({ ...base(fine), body: Buffer.from(body) }),
  }));
  const headers = bodyHeaders.map(([given, says]) => ({
    name: `with ${JSON.stringify(given)}`,
    refusal: new RegExp(`^${says}$`),
    of: (fine: Fine) => ({ ...base(fine), body: bodyOf(base(fine)), headers: { ...base(fine).headers, ...given } }),
  }));
  const untyped = {
    name: 'without a type',
    refusal: /^415 unsupported_media_type$/,
    of(fine: Fine) {
      const { 'content-type': _, ...others } = base(fine).headers;
      return { ...base(fine), body: bodyOf(base(fine)), headers: others };
    },
  };
  return [...whole, ...headers, untyped];
}

const bodyOf = ({ body }: Sent) => body ?? Buffer.from('{}');

function inQuery(row: Endpoint, example: Fine, base: Base): Attempt[] {
  const { query } = partsOf(row, example);
  const accepts = (more: object) => row.query.safeParse({ ...query, ...more }).success;
  const add = (more: string, field: string, isLegal: boolean): Attempt => ({
    name: `?${more.slice(0, 100)}`,
    refusal: isLegal ? null : invalid,
    ...(field === '' ? {} : { field }),
    of: (fine) => withQuery(base(fine), field, more),
  });
  const unknown = queries.map((more) => add(more, '', false));
  const known = Object.entries(schemaOf(row.query).properties ?? {}).flatMap(([name, schema]: [string, Schema]) => [
    ...texts.map(({ text }) => add(`${name}=${encodeURIComponent(text)}`, name, accepts({ [name]: text }))),
    ...brokenTexts.map((broken) => ({ ...add(`${name}=${broken}`, name, false), field: '' })),
    ...twice(schema).map((text) => add(`${name}=${text}&${name}=${text}`, name, accepts({ [name]: [text, text] }))),
    ...[`${name}[]=1`, `${name}[$gt]=`, `${name}.$gt=`, `${name}%00=1`].map((more) => add(more, '', false)),
  ]);
  return [...unknown, ...known];
}

/** What is given twice: right or wrong once. */
const twice = (schema: Schema): string[] => ['x', '1', String((schema.enum ?? ['true'])[0])];

function withQuery(request: Sent, instead: string, more: string): Sent {
  const [path = '', search = ''] = request.path.split('?');
  const kept = search.split('&').filter((part) => part !== '' && !part.startsWith(`${instead}=`));
  return { ...request, path: `${path}?${[...kept, more].join('&')}` };
}

function inPath(row: Endpoint, example: Fine, owner: string): Attempt[] {
  const names = [...row.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const { params } = partsOf(row, example);
  return names.flatMap((name) => {
    const at = (raw: string, isLegal: boolean): Attempt => ({
      name: `:${name} ${raw.slice(0, 100)}`,
      refusal: isLegal ? null : missing,
      of(fine) {
        const parts = partsOf(row, fine);
        const request = sent(row, { ...parts, params: { ...parts.params, [name]: marker } }, fine, owner);
        return { ...request, path: request.path.replace(encodeURIComponent(marker), () => raw) };
      },
    });
    return [
      ...texts.map(({ text }) =>
        // Without the parameter it is another address.
        at(encodeURIComponent(text), text !== '' && row.params.safeParse({ ...params, [name]: text }).success),
      ),
      ...brokenTexts.map((broken) => at(broken, false)),
    ];
  });
}

/** What these make is shown once, so it is not made again for a key. */
const noReplay = /^\/(?:auth|api-keys|invites)(?:\/|$)/;

function inHeaders(row: Endpoint, base: Base): Attempt[] {
  const withHeaders = (headers: Readonly<Record<string, string>>, refusal: RegExp | null): Attempt => ({
    name: `with ${JSON.stringify(headers).slice(0, 100)}`,
    refusal,
    of: (fine) => ({ ...base(fine), headers: { ...base(fine).headers, ...headers } }),
  });
  const refusesKeys = row.idempotent || (row.method === 'POST' && noReplay.test(row.path));
  // What a row does not look at needs no more than a look.
  const some = 2;
  return [
    ...credentials.map((authorization) => withHeaders({ authorization }, /^401 unauthorized$/)),
    ...conditions
      .slice(0, row.ifMatch || readsIfMatch(row) ? undefined : some)
      .map((condition) => withHeaders({ 'if-match': condition }, row.ifMatch ? unmet : null)),
    ...idempotencyKeys
      .slice(0, refusesKeys ? undefined : some)
      .map((key) => withHeaders({ 'idempotency-key': key }, refusesKeys ? invalid : null)),
    ...oddHeaders.map((headers) => withHeaders(headers, null)),
  ];
}

const unmet = /^(?:400 invalid_request|412 precondition_failed)$/;
/** It looks at a condition when there is one. */
const readsIfMatch = ({ errors }: Endpoint) => errors.some((code) => code.startsWith('precondition_'));
