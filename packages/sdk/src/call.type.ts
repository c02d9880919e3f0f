import type { api, CallOf, OutputOf } from '@incipit/contract';

/** What goes beside the input of a call. */
export interface CallOptions {
  /** The ETag of what is changed, or `*`. Without it some calls are refused with `precondition_required`. */
  ifMatch?: string;
  /** The ETag one has: an answer of status 304 without data says that it is still right. */
  ifNoneMatch?: string;
  /** Makes a create safe to repeat: 1 to 255 visible ASCII characters, kept for 24 hours. */
  idempotencyKey?: string;
  /** Gives the call up; it then rejects with the reason of the signal. */
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export interface Answer<T> {
  status: 200 | 201 | 202 | 204;
  data: T;
  etag: string | undefined;
}

/** The answer to `ifNoneMatch` when nothing changed. */
export interface Unchanged {
  status: 304;
  data: undefined;
  etag: string | undefined;
}

type Conditional = CallOptions & { ifNoneMatch: string };
type Unconditional = CallOptions & { ifNoneMatch?: undefined };

/** Where nothing is needed the input may be left out. */
type Call<Input, Output> = object extends Input
  ? {
      (input: Input | undefined, options: Conditional): Promise<Answer<Output> | Unchanged>;
      (input?: Input, options?: Unconditional): Promise<Answer<Output>>;
    }
  : {
      (input: Input, options: Conditional): Promise<Answer<Output> | Unchanged>;
      (input: Input, options?: Unconditional): Promise<Answer<Output>>;
    };

type Api = typeof api;

/** `calls.prompts.get({ id })`: every row of the contract. Path parameters, query and body are one flat object. */
export type Calls = {
  [Subject in keyof Api]: {
    [Verb in keyof Api[Subject]]: Call<CallOf<Api[Subject][Verb]>, OutputOf<Api[Subject][Verb]>>;
  };
};
