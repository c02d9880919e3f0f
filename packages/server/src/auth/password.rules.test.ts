import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../http/api-error.js';
import { checkNewPassword, checkPasswordSize } from './password.rules.js';

const ada = { email: 'ada.lovelace@example.org', username: 'countess-ada', min: 12 };

const messageFor = (password: string, min = 12): string => {
  try {
    checkNewPassword(password, { ...ada, min });
    return 'fine';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.code).toBe('invalid_request');
    expect(error.extras.errors?.[0]?.path).toBe('password');
    return error.extras.errors?.[0]?.message ?? '';
  }
};

describe('a new password', () => {
  it.each([
    ['correct horse battery', 'fine'],
    ['            ', 'fine'],
    ['elevenchars', 'must have at least 12 characters'],
    ['🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎', 'fine'],
    ['🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎', 'must have at least 12 characters'],
    ['x'.repeat(256), 'fine'],
    ['x'.repeat(257), 'must have at most 256 characters'],
    ['🐎'.repeat(257), 'must have at most 1024 bytes'],
    ['1qaz2wsx3edc', 'is one of the commonest passwords'],
    ['1QAZ2wsx3edc', 'is one of the commonest passwords'],
    ['ada.lovelace@example.org', 'must not be your address, your username or the name of this product'],
    ['Ada Lovelace Example Org', 'must not be your address, your username or the name of this product'],
    ['Countess_Ada!', 'must not be your address, your username or the name of this product'],
    ['countess-ada countess-ada', 'must not be your address, your username or the name of this product'],
    ['Incipit-Incipit', 'must not be your address, your username or the name of this product'],
    ['incipit and more', 'fine'],
  ])('%s: %s', (password, message) => expect(messageFor(password)).toBe(message));

  it('may be 8 characters long where the operator says so, but not a common one', () => {
    expect(messageFor('k3!mzq_x', 8)).toBe('fine');
    expect(messageFor('password', 8)).toBe('is one of the commonest passwords');
    expect(messageFor('qwertyuiop', 8)).toBe('is one of the commonest passwords');
  });

  it('is never asked for certain kinds of characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 20, maxLength: 60, unit: fc.constantFrom('x', 'y', 'z') }), (password) => {
        expect(messageFor(password)).toBe('fine');
      }),
    );
  });
});

it('a password that is only compared is bounded too', () => {
  expect(() => checkPasswordSize('x'.repeat(1024))).not.toThrow();
  expect(() => checkPasswordSize('x'.repeat(1025))).toThrow('at most 1024 bytes');
});
