import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What a derived key is for; each purpose has its own. */
export type Purpose = 'access' | 'refresh' | 'setup' | 'share';

interface RingKey {
  /** Tells the keys of the ring apart, without saying anything of them. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * The keys that come from the instance secret (HKDF-SHA256, RFC 5869, empty salt, info `incipit/<purpose>/1`):
 * the present one signs, the previous one still verifies.
 */
export class KeyRing {
  readonly #keys: readonly [RingKey, ...RingKey[]];

  constructor(purpose: Purpose, secret: string, previous?: string) {
    const first = derive(purpose, secret);
    this.#keys = previous === undefined ? [first] : [first, derive(purpose, previous)];
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

function derive(purpose: Purpose, secret: string): RingKey {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', `incipit/${purpose}/1`, 32));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), key: createSecretKey(bytes) };
}
