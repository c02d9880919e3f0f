import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Call } from '../http/call.js';
import { Secrets } from '../http/secrets.js';
import { refusal } from './refusal.js';

/** Remembers what a call with an `Idempotency-Key` made, in the transaction that made it, for 24 hours. */
@Injectable()
export class IdempotencyService {
  /** Two calls at once with one key: the second is told so instead of waiting for the first. */
  readonly #running = new Map<string, Call>();

  /** The hash of a body is kept only behind these: a body may hold a password, and be guessed otherwise. */
  readonly #keys: readonly Buffer[];

  constructor(
    private readonly data: DataService,
    secrets: Secrets,
  ) {
    this.#keys = secrets.deriveKeys('idempotency');
  }

  /** `run`, or the answer that the same call got before. Expects to be within the transaction of `run`. */
  async once<R>(call: Call, run: () => Promise<R>): Promise<R> {
    if (call.idempotency === undefined || call.caller.kind === 'anonymous') return run();
    const { key, route, bodyHash } = call.idempotency;
    const { caller } = call;
    const principal = caller.kind === 'key' ? caller.keyId : caller.userId;
    const digest = createHash('sha256')
      .update(JSON.stringify([principal, route, key]))
      .digest('hex');
    const running = this.#running.get(digest);
    if (running !== undefined && running !== call) throw refusal('idempotency_running');
    this.#running.set(digest, call);
    try {
      const known = await this.data.idempotencyKeys.find({ digest });
      if (known) {
        if (!this.#hidden(bodyHash).includes(known.bodyHash)) throw refusal('idempotency_mismatch');
        return JSON.parse(known.answerJson) as R;
      }
      const result = await run();
      const [hidden = ''] = this.#hidden(bodyHash);
      const answer = { digest, bodyHash: hidden, answerJson: JSON.stringify(result ?? null) };
      // Of two processes the slower one does its transaction again, and then finds the answer of the other.
      await this.data.idempotencyKeys.findOrCreate({ digest }, answer);
      return result;
    } finally {
      this.#running.delete(digest);
    }
  }

  /** With the present secret, then with the one before it. */
  #hidden(bodyHash: string): string[] {
    return this.#keys.map((key) => createHmac('sha256', key).update(bodyHash).digest('hex'));
  }
}
