import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

interface RingKey {
  /** Tells the keys of the ring apart, without saying anything of them. */
  readonly id: string;
  readonly key: KeyObject;
}

/** The derived keys of one purpose: the first signs, the others (of the previous instance secret) still verify. */
export class KeyRing {
  readonly #keys: readonly [RingKey, ...RingKey[]];
  readonly #macBytes: number;

  /**
   * @param derived 32 bytes each, as {@link Secrets.deriveKeys} gives them
   * @param macBytes how many bytes of a MAC are used, 16 to 32: addresses should be short
   */
  constructor(derived: readonly Buffer[], macBytes = 32) {
    const [first, ...others] = derived.map(ringKey);
    if (!first) throw new Error('a key ring needs a key');
    this.#keys = [first, ...others];
    this.#macBytes = macBytes;
  }

  /** The key that signs. */
  get current(): RingKey {
    return this.#keys[0];
  }

  /** The present key or the one before it; undefined: neither has this id. */
  byId(id: string | undefined): KeyObject | undefined {
    return this.#keys.find((known) => known.id === id)?.key;
  }

  /** HMAC-SHA256 of the text with the present key in base64url: 43 characters, or fewer for fewer bytes. */
  mac(text: string): string {
    return this.#macWith(this.current.key, text);
  }

  /** Is it the MAC of this text, by any key of the ring? In constant time. */
  isMac(text: string, mac: string): boolean {
    const given = Buffer.from(mac);
    return this.#keys.some(({ key }) => {
      const expected = Buffer.from(this.#macWith(key, text));
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
  }

  #macWith(key: KeyObject, text: string): string {
    return createHmac('sha256', key).update(text).digest().subarray(0, this.#macBytes).toString('base64url');
  }
}

const ringKey = (bytes: Buffer): RingKey => ({
  id: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
  key: createSecretKey(bytes),
});
