import { describe, expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.js';

const floor = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

describe('PasswordHasher', () => {
  it('knows the right password from a wrong one, with a fresh salt of 16 bytes each time', async () => {
    const hasher = new PasswordHasher(floor);
    const [one, two] = await Promise.all([hasher.hash('open sesame 1'), hasher.hash('open sesame 1')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$/);
    expect(two).not.toBe(one);
    expect(await hasher.verify(one, 'open sesame 1')).toBe(true);
    expect(await hasher.verify(one, 'open sesame 2')).toBe(false);
    expect(await hasher.verify(null, 'open sesame 1')).toBe(false);
  });

  it('keeps every byte: nothing is trimmed, folded or cut', async () => {
    const hasher = new PasswordHasher(floor);
    const stored = await hasher.hash(` ${'é'.repeat(100)} `);
    expect(await hasher.verify(stored, 'é'.repeat(100))).toBe(false);
    expect(await hasher.verify(stored, ` ${'é'.repeat(99)}e `)).toBe(false);
    expect(await hasher.verify(stored, ` ${'é'.repeat(100)} `)).toBe(true);
  });

  it('tells hashes that were made more cheaply', async () => {
    const stored = await new PasswordHasher(floor).hash('open sesame 1');
    expect(new PasswordHasher(floor).isOutdated(stored)).toBe(false);
    expect(new PasswordHasher({ ...floor, memoryCost: 65536 }).isOutdated(stored)).toBe(true);
    expect(new PasswordHasher({ ...floor, timeCost: 3 }).isOutdated(stored)).toBe(true);
  });

  it('takes a bounded number and refuses the rest as busy', async () => {
    const hasher = new PasswordHasher(floor, 1);
    const stored = await hasher.hash('open sesame 1');
    const outcomes = await Promise.allSettled(Array.from({ length: 70 }, () => hasher.verify(stored, 'no')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused[0]?.reason).toMatchObject({ code: 'busy', extras: { retryAfter: 2 } });
    expect(await hasher.verify(stored, 'open sesame 1')).toBe(true);
  });

  it('takes as long for nobody as for somebody', async () => {
    const hasher = new PasswordHasher(floor);
    const stored = await hasher.hash('open sesame 1');
    await hasher.verify(null, 'warm up');
    const timed = async (against: string | null): Promise<number> => {
      const start = performance.now();
      await hasher.verify(against, 'wrong');
      return performance.now() - start;
    };
    const times: { known: number; unknown: number }[] = [];
    // By turns, so that a slow moment of the machine meets both.
    for (let round = 0; round < 15; round += 1) times.push({ known: await timed(stored), unknown: await timed(null) });
    const middle = (kind: 'known' | 'unknown') => times.map((pair) => pair[kind]).sort((x, y) => x - y)[7]!;
    const [known, unknown] = [middle('known'), middle('unknown')];
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });
});
