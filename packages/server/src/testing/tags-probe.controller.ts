import { endpoint, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { ApiError } from '../http/api-error.js';
import { type CallFor, checkIfMatch } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { exactly, Paging } from '../http/paging.js';
import { ReadyAnswer } from '../http/ready-answer.js';

const Thing = z.object({ id: z.string(), name: z.string(), config: z.custom<object>() });
const Id = z.string().regex(/^[0-9a-f]{24}$/, { error: 'must be an id' });
const rows = {
  create: endpoint({
    method: 'POST',
    path: '/tags',
    summary: 'x',
    access: 'any',
    body: z.strictObject({
      name: z.string().min(1, { error: 'must not be empty' }),
      config: z.custom<object>().default({}),
    }),
    output: Thing,
    status: 201,
    location: '/tags/:id',
    etag: true,
    idempotent: true,
  }),
  list: endpoint({
    method: 'GET',
    path: '/tags',
    summary: 'x',
    access: 'any',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(2),
      cursor: z.string().optional(),
      q: z.string().optional(),
      tag: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
    }),
    output: z.object({ items: z.array(Thing), nextCursor: z.string().nullable() }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    output: Thing,
    etag: true,
    errors: ['tag_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    body: z.strictObject({ name: z.string() }),
    output: Thing,
    etag: true,
    ifMatch: true,
    errors: ['tag_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    errors: ['tag_not_found'],
  }),
  ready: endpoint({
    method: 'GET',
    path: '/prompts/by-name/:name',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ name: z.string() }),
    output: Thing,
    etag: true,
  }),
  fail: endpoint({ method: 'GET', path: '/instance', summary: 'x', access: 'anyone', output: Thing }),
};

/** What is there, with more than may leave. */
export const thing = { id: 'b'.repeat(24), name: 'n', config: {}, revision: 7, secret: 'must not leave' };
export const readyTag = '"7-0123456789ab"';

/** Endpoints with every kind of row, and nothing behind them. */
@Controller()
export class TagsController {
  constructor(private readonly paging: Paging) {}

  @Endpoint(rows.create) create(call: CallFor<typeof rows.create>, input: InputOf<typeof rows.create>) {
    return { ...thing, ...input, isNew: input.name !== 'old', name: call.idempotency?.route ?? input.name };
  }

  @Endpoint(rows.list) list(call: CallFor<typeof rows.list>, input: InputOf<typeof rows.list>) {
    const start = Number(this.paging.after(call, input)?.[0] ?? 0);
    const items = Array.from({ length: input.limit }, (_, index) => ({ ...thing, name: `${start + index}` }));
    return this.paging.page(items, start > 5 ? null : [start + input.limit, new Date(0), 'é'], call, input, () =>
      exactly(9),
    );
  }

  @Endpoint(rows.get) get(_: CallFor<typeof rows.get>, input: InputOf<typeof rows.get>) {
    return { ...thing, id: input.id };
  }

  @Endpoint(rows.update) update(call: CallFor<typeof rows.update>, input: InputOf<typeof rows.update>) {
    if (input.id !== thing.id) throw new ApiError('tag_not_found', 'other words');
    checkIfMatch(call, 7);
    return { ...thing, name: input.name };
  }

  @Endpoint(rows.remove) remove() {}

  @Endpoint(rows.ready) ready(_: CallFor<typeof rows.ready>, input: InputOf<typeof rows.ready>) {
    return new ReadyAnswer({
      body: Buffer.from(JSON.stringify({ id: '1', name: input.name, config: {} })),
      etag: readyTag,
    });
  }

  @Endpoint(rows.fail) fail(): z.infer<typeof Thing> {
    throw new Error('mongodb://user:hunter2@db/x broke at /srv/secret.js');
  }
}
