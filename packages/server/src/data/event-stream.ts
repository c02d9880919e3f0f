import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { mongo } from 'mongoose';
import type { Births } from './births.js';
import type { Repository } from './repository.js';
import type { Event } from './schemas/event.schema.js';
import { StreamEndedError } from './store-error.js';

/** How long the store may keep a question waiting, in milliseconds: an answer tells that the stream is alive. */
const wait = 400;
/** Without an answer for so long, in milliseconds, the stream counts as down. */
const silence = 1_000;
/** InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost: the place in the stream is gone for good. */
const lostPlaces = new Set<unknown>([260, 280, 286]);

/** The change stream of the events: tells of those that other processes wrote, and whether it can. */
export class EventStream {
  onEvent: (event: Event) => void = () => undefined;
  /** Events were missed that will never come. */
  onGap: () => void = () => undefined;
  readonly #logger = new Logger(EventStream.name);
  #lastAnswer = 0;
  #token: unknown;
  #isClosed = false;
  #ended: Promise<void> | undefined;

  constructor(private readonly events: Pick<Repository<Event>, 'watch'>) {}

  get isLive(): boolean {
    return Date.now() - this.#lastAnswer < silence;
  }

  /** Begins to listen. What is written after this is heard. */
  async open(): Promise<void> {
    const stream = this.#watch();
    const asked = this.#ask(stream);
    const begun = stream.begun.then(() => {
      this.#lastAnswer = Date.now();
    });
    await Promise.race([begun, asked]);
    this.#ended = this.#follow(stream, asked);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#ended;
  }

  #watch(): Births<Event> {
    return this.events.watch({ maxAwaitTimeMS: wait, ...(this.#token ? { resumeAfter: this.#token } : {}) });
  }

  async #follow(stream: Births<Event>, asked: Promise<void>): Promise<void> {
    for (;;) {
      try {
        await asked;
      } catch (error) {
        this.#lastAnswer = 0;
        if (this.#isClosed) break;
        this.#logger.warn(`The change stream broke off: ${error instanceof Error ? error.message : error}`);
        // It is broken: that it cannot even be closed says nothing new.
        await stream.close().catch(() => undefined);
        await delay(wait);
        if (isLost(error)) this.#token = undefined;
        stream = this.#watch();
        if (this.#token === undefined) this.onGap();
      }
      if (this.#isClosed) break;
      asked = this.#ask(stream);
    }
    await stream.close();
  }

  /** Waits for the next answer of the store, with an event or without. */
  async #ask(stream: Births<Event>): Promise<void> {
    const event = await stream.next();
    this.#token = stream.token;
    if (event) this.onEvent(event);
    const now = Date.now();
    // After an outage old events come first: until they are through, it is not known what is true now.
    if (!event || now - event.at.getTime() < silence) this.#lastAnswer = now;
  }
}

const isLost = (error: unknown): boolean =>
  error instanceof StreamEndedError || (error instanceof mongo.MongoServerError && lostPlaces.has(error.code));
