import { z } from 'zod';
import type { ErrorCode } from './errors.js';
import type { Scope } from './scopes.js';

/**
 * Who may knock at all, checked before the input is looked at:
 * `anyone`; `user` (signed in, never a key); `any` (user or any key); a scope (user, or a key that has it).
 * What the caller may do with the object itself is decided by the access policies of the server.
 */
export type Access = 'anyone' | 'user' | 'any' | Scope;

/** One endpoint of the API as data. Binding, validation, OpenAPI, SDK and tests are made from it. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType | null = z.ZodType | null,
  A extends Access = Access,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below {@link basePath}; parameters as `:id`. */
  readonly path: string;
  readonly summary: string;
  readonly access: A;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What leaves; anything outside this shape never does. `null`: no body (204). */
  readonly output: O;
  readonly status: 200 | 201 | 202 | 204;
  /** `Location` of a 201, with `:field` taken from the answer. */
  readonly location?: string;
  /** The answer is one mutable resource and carries an ETag. */
  readonly etag: boolean;
  /** `If-Match` is needed: 428 without, 412 when it is stale. */
  readonly ifMatch: boolean;
  /** Accepts `Idempotency-Key`. */
  readonly idempotent: boolean;
  /** Domain errors, besides those that follow from the other fields. */
  readonly errors: readonly ErrorCode[];
}

type Given<P, Q, B, O, A> = Pick<Endpoint, 'method' | 'path' | 'summary'> &
  Partial<Pick<Endpoint, 'status' | 'location' | 'etag' | 'ifMatch' | 'idempotent' | 'errors'>> & {
    params?: P;
    query?: Q;
    body?: B;
    output?: O;
    access: A;
  };

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** Completes a row: no parameters, query or body unless given; 204 without an output, else 200. */
export function endpoint<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
  O extends z.ZodType | null = null,
  A extends Access = Access,
>(given: Given<P, Q, B, O, A>): Endpoint<P, Q, B, O, A> {
  return {
    status: given.output ? 200 : 204,
    etag: false,
    ifMatch: false,
    idempotent: false,
    errors: [],
    ...given,
    params: (given.params ?? nothing) as P,
    query: (given.query ?? nothing) as Q,
    body: (given.body ?? nothing) as B,
    output: (given.output ?? null) as O,
  };
}

/** All paths of rows are below this. */
export const basePath = '/api/v1';

/** An empty shape infers as `Record<string, never>`, which would forbid the properties of the other parts. */
type Part<T> = T extends Record<string, never> ? object : T;

/** What a handler gets: path parameters, query and body as one checked object. */
export type InputOf<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType | null>
    ? Part<z.output<P>> & Part<z.output<Q>> & Part<z.output<B>>
    : never;

/** What a caller gives: the same before defaults and conversions. */
export type CallOf<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType | null>
    ? Part<z.input<P>> & Part<z.input<Q>> & Part<z.input<B>>
    : never;

/** What a caller gets back. */
export type OutputOf<E> =
  E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer O>
    ? O extends z.ZodType
      ? z.output<O>
      : undefined
    : never;
