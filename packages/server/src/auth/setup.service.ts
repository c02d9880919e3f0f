import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { Secrets } from '../http/secrets.js';
import { isFromLoopback, isLoopback } from './browser.rules.js';
import { KeyRing } from './key-ring.js';

/** The time before the first account: who may make it. */
@Injectable()
export class SetupService {
  /** The same on every server of this instance and after a restart; worth nothing once there is an account. */
  readonly #token: string;

  constructor(
    private readonly data: DataService,
    @Inject(CONFIG) private readonly config: RunningConfig,
    secrets: Secrets,
  ) {
    this.#token = new KeyRing(secrets.deriveKeys('setup')).mac('setup');
  }

  /** No account was made yet. */
  async isNeeded(): Promise<boolean> {
    const instance = await this.data.instance.get(instanceId);
    return instance?.isSetUp === false;
  }

  /** The first account needs the token, unless the request comes from this very machine. */
  isTokenNeeded(request: FastifyRequest): boolean {
    return !isFromLoopback(request, this.config);
  }

  /** Is it the token of the set-up? Takes as long for a wrong one. */
  isToken(given: string | undefined): boolean {
    const [a, b] = [Buffer.from(given ?? ''), Buffer.from(this.#token)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** The address to print at the start: where to make the first account; `null` when none needs the token. */
  async link(): Promise<string | null> {
    const { host, publicUrl } = this.config;
    const isLocal = isLoopback(host) && isLoopback(new URL(publicUrl).hostname);
    return isLocal || !(await this.isNeeded()) ? null : `${publicUrl}/setup#token=${this.#token}`;
  }
}
