import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

interface RingKey {
  /** Tells the keys of the ring apart, without saying anything of them. */
  readonly id: string;
  readonly key: KeyObject;
}

/** The derived keys of one purpose: the first signs, the others (of the previous instance secret) still verify. */
export class KeyRing {
  readonly #keys: readonly [RingKey, ...RingKey[]];

  /** @param derived 32 bytes each, as {@link Secrets.deriveKeys} gives them */
  constructor(derived: readonly Buffer[]) {
    const [first, ...others] = derived.map(ringKey);
    if (!first) throw new Error('a key ring needs a key');
    this.#keys = [first, ...others];
  }

  /** The key that signs. */
  get current(): RingKey {
    return this.#keys[0];
  }

  byId(id: string | undefined): KeyObject | undefined {
    return this.#keys.find((known) => known.id === id)?.key;
  }

  /** HMAC-SHA256 of the text with the present key, 43 characters of base64url. */
  mac(text: string): string {
    return macWith(this.current.key, text);
  }

  /** Is it the MAC of this text, by any key of the ring? In constant time. */
  isMac(text: string, mac: string): boolean {
    const given = Buffer.from(mac);
    return this.#keys.some(({ key }) => {
      const expected = Buffer.from(macWith(key, text));
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
  }
}

const macWith = (key: KeyObject, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

const ringKey = (bytes: Buffer): RingKey => ({
  id: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
  key: createSecretKey(bytes),
});
