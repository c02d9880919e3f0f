import { hkdfSync } from 'node:crypto';

/** The instance secret. Nothing uses it but through keys derived for one purpose each. */
export class Secrets {
  readonly #current: string;
  readonly #previous: string | undefined;

  constructor(current: string, previous?: string) {
    this.#current = current;
    this.#previous = previous;
  }

  /** 32 bytes for one purpose (`access`, `cursor`): HKDF-SHA256, empty salt, info `incipit/<purpose>/1`. */
  deriveKey(purpose: string): Buffer {
    return derive(this.#current, purpose);
  }

  /** The keys to verify with: the current one, then the previous one when there is one. */
  deriveKeys(purpose: string): Buffer[] {
    const keys = [this.deriveKey(purpose)];
    if (this.#previous !== undefined) keys.push(derive(this.#previous, purpose));
    return keys;
  }
}

const derive = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `incipit/${purpose}/1`, 32));
