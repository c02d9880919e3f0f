import { createHash } from 'node:crypto';
import type { Content } from '@incipit/contract';
import { expect, it } from 'vitest';
import { canonicalJson, contentHash } from './content-hash.js';

it('sorts keys by UTF-16 code units and writes numbers as RFC 8785 does', () => {
  expect(canonicalJson({ b: [1.0, 1e21, -0], a: { z: null, '\u20ac': true, '\ud83d\ude00': 'x', A: undefined } })).toBe(
    '{"a":{"z":null,"€":true,"😀":"x"},"b":[1,1e+21,0]}',
  );
});

it('is the SHA-256 of that JSON', () => {
  const content: Content = { type: 'text', text: 'Hi {{name}}', dialect: 'simple', variables: [], config: {} };
  const json = '{"config":{},"dialect":"simple","text":"Hi {{name}}","type":"text","variables":[]}';
  expect(contentHash(content)).toBe(createHash('sha256').update(json).digest('hex'));
});
