import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type RunningConfig } from '../config.js';

/** A mail in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Mails on their way at one time; more are lost, and whoever wanted one asks again. */
const mostAtOnce = 100;
/** How long a mail server may take for each step, and how long a server that ends waits for it, in milliseconds. */
const patience = 10_000;
const patienceAtEnd = 5_000;

/** Sends mail, when the operator set a mail server. Nobody waits for it, and a failure is only logged. */
@Injectable()
export class MailService implements OnApplicationShutdown {
  readonly #logger = new Logger(MailService.name);
  readonly #sending = new Set<Promise<void>>();

  constructor(@Inject(CONFIG) private readonly config: Pick<RunningConfig, 'smtpUrl' | 'mailFrom'>) {}

  /** Mail can be sent. */
  get isOn(): boolean {
    return this.config.smtpUrl !== undefined;
  }

  /**
   * Sends a mail by and by. To be called when what it tells is committed.
   * @param compose writes it when nobody waits any more, so that the answer tells nothing; `null`: none is to be sent
   */
  send(compose: () => Promise<Mail | null>): void {
    if (!this.isOn) return;
    if (this.#sending.size >= mostAtOnce) {
      this.#logger.warn('A mail was not sent: too many are on their way.');
      return;
    }
    const sending = this.#deliver(compose).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Waits a little for what is on its way. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([Promise.all(this.#sending), delay(patienceAtEnd, undefined, { ref: false })]);
  }

  async #deliver(compose: () => Promise<Mail | null>): Promise<void> {
    try {
      const mail = await compose();
      if (!mail) return;
      // Loaded only when it is needed.
      const { createTransport } = await import('nodemailer');
      const { smtpUrl: url, mailFrom: from } = this.config;
      const waits = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience };
      await createTransport({ url, ...waits, disableFileAccess: true, disableUrlAccess: true }).sendMail({
        from,
        ...mail,
      });
    } catch (error) {
      this.#logger.error(`A mail could not be sent: ${error instanceof Error ? error.message : error}`);
    }
  }
}
