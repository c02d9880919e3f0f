/**
 * Bytes that are ready to leave, for the hot path: nothing is checked, stripped or hashed again. What a GET answers so must
 * follow from credential, address and what is stored alone: the same question gets the same bytes until an event.
 */
export class ReadyAnswer {
  readonly status: number;
  /** JSON in UTF-8. */
  readonly body: Buffer;
  /** Quoted and strong: `"3-0f1e2d3c4b5a"`. */
  readonly etag: string | undefined;
  /** In the place of `private, no-cache`. */
  readonly cacheControl: string | undefined;
  /** Called each time that it is answered, also from memory, and also when the caller has it already (304). */
  readonly onAnswer: (() => void) | undefined;

  constructor(given: {
    status?: number;
    body: Buffer;
    etag?: string;
    cacheControl?: string;
    onAnswer?: () => void;
  }) {
    this.status = given.status ?? 200;
    this.body = given.body;
    this.etag = given.etag;
    this.cacheControl = given.cacheControl;
    this.onAnswer = given.onAnswer;
  }
}
