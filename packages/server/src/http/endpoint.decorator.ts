import { type Access, basePath, type InputOf, type Endpoint as Row } from '@incipit/contract';
import { Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { CallFor } from './call.js';
import { sendResult } from './endpoint.answer.js';
import { callOf, readInput } from './endpoint.input.js';
import type { ReadyAnswer } from './ready-answer.js';

/** For the few handlers that need HTTP itself: cookies, `Origin`, streams. */
export interface Http {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a handler may say about its result; it never leaves. */
export interface Hidden {
  /** Becomes the first half of the ETag. */
  readonly revision?: number;
  /** `false`: it was there already, so 200 instead of 201. */
  readonly isNew?: boolean;
}

/** What a handler of this row returns: the resource of the contract, or bytes that are ready. */
export type ResultOf<E extends Row> =
  E extends Row<z.ZodType, z.ZodType, z.ZodType, infer O, Access>
    ? O extends z.ZodType
      ? (z.input<O> & Hidden) | ReadyAnswer
      : unknown
    : never;

type Handler<E extends Row> = (call: CallFor<E>, input: InputOf<E>, http: Http) => ResultOf<E> | Promise<ResultOf<E>>;

const rowsOfHandlers = new WeakMap<object, Row>();

/** The row that a bound handler (`context.getHandler()`) answers; undefined for one that is no endpoint. */
export const rowOf = (handler: object): Row | undefined => rowsOfHandlers.get(handler);

const methods = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };

/**
 * Binds a controller's method to a row of the contract. The method gets the checked call and input, and returns the
 * resource; address, status, headers and the output filter come from the row.
 */
export function Endpoint<E extends Row>(row: E) {
  return <H extends Handler<E>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    const handler = bind(row, descriptor.value as Handler<E>);
    rowsOfHandlers.set(handler, row);
    descriptor.value = handler as unknown as H;
    methods[row.method](`${basePath}${row.path}`)(target, key, descriptor);
    Req()(target, key, 0);
    Res()(target, key, 1);
  };
}

function bind<E extends Row>(row: E, inner: Handler<E>) {
  return async function (this: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { input, body } = await readInput(row, request);
    const call = callOf(row, request, body) as CallFor<E>;
    const result = await inner.call(this, call, input as InputOf<E>, { request, reply });
    await sendResult(row, request, reply, result);
  };
}
