import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { truncatedLong } from './numbers.js';
import { type Doc, Int32, isNum, type Value } from './value.js';

/** How strings compare where the binary order is not wanted. */
export type Collation = {
  /** The options in full, as `listIndexes` shows them; two collations are the same when these are equal. */
  spec: Doc;
  compare(a: string, b: string): number;
  /**
   * Equality-preserving, NOT order-preserving: strings that compare equal have equal keys; different strings may share
   * one. So a look-up must check what it finds, and neither a range nor a sort can use these keys.
   */
  key(text: string): Uint8Array;
};

const fields: Record<string, (value: Value) => boolean> = {
  locale: (value) => typeof value === 'string',
  strength: isNum,
  caseLevel: (value) => typeof value === 'boolean',
  caseFirst: (value) => typeof value === 'string',
  numericOrdering: (value) => typeof value === 'boolean',
  alternate: (value) => typeof value === 'string',
  maxVariable: (value) => typeof value === 'string',
  normalization: (value) => typeof value === 'boolean',
  backwards: (value) => typeof value === 'boolean',
  version: (value) => typeof value === 'string',
};

/**
 * Reads a collation document. `undefined` for none and for the locale "simple" (binary order).
 * Errors: 40415 unknown field, 40414 no locale, 14 wrong type, 2 bad value; strength over 3, `alternate: "shifted"`,
 * `caseFirst` and `backwards` are refused.
 */
export function collationOf(spec: Doc | undefined): Collation | undefined {
  if (!spec || spec.size === 0) return undefined;
  for (const [name, value] of spec) {
    const fits = Object.hasOwn(fields, name)
      ? fields[name]!
      : fail(40415, `BSON field 'collation.${name}' is an unknown field.`);
    if (!fits(value)) fail(14, `BSON field 'collation.${name}' is the wrong type`);
  }
  const locale = spec.get('locale');
  if (typeof locale !== 'string') return fail(40414, "BSON field 'collation.locale' is missing but a required field");
  if (locale === 'simple') return simple(spec);
  return build(locale, checked(spec));
}

function simple(spec: Doc): undefined {
  if (spec.size > 1) fail(2, 'collation fields other than locale are not allowed with locale "simple"');
  return undefined;
}

type Options = { strength: 1 | 2 | 3; caseLevel: boolean; numericOrdering: boolean };

function oneOf(spec: Doc, name: string, allowed: string[], standard: string): string {
  const value = (spec.get(name) as string | undefined) ?? standard;
  if (!allowed.includes(value))
    fail(2, `Enumeration value '${value}' for field 'collation.${name}' is not a valid value.`);
  return value;
}

function checked(spec: Doc): Options {
  const given = spec.get('strength');
  const strength = isNum(given) ? Number(truncatedLong(given)) : 3;
  if (!(strength >= 1 && strength <= 5))
    fail(51024, `BSON field 'strength' value must be >= 1 and <= 5, actual value '${strength}'`);
  if (strength > 3) refuse('a collation of strength 4 or 5');
  if (oneOf(spec, 'caseFirst', ['upper', 'lower', 'off'], 'off') !== 'off') refuse('caseFirst in a collation');
  if (oneOf(spec, 'alternate', ['non-ignorable', 'shifted'], 'non-ignorable') !== 'non-ignorable')
    refuse('alternate "shifted" in a collation');
  oneOf(spec, 'maxVariable', ['punct', 'space'], 'punct');
  if (spec.get('backwards') === true) refuse('backwards in a collation');
  return {
    strength: strength as 1 | 2 | 3,
    caseLevel: spec.get('caseLevel') === true,
    numericOrdering: spec.get('numericOrdering') === true,
  };
}

const sensitivities = { 1: 'base', 2: 'accent', 3: 'variant' } as const;

function sensitivityOf({ strength, caseLevel }: Options): 'base' | 'accent' | 'case' | 'variant' {
  if (!caseLevel) return sensitivities[strength];
  return strength === 1 ? 'case' : 'variant';
}

function build(locale: string, options: Options): Collation {
  const collator = collatorFor(locale, options);
  const folds = foldable.has(locale.split(/[-_@]/)[0]!);
  return {
    spec: fullSpec(locale, options),
    compare: collator.compare,
    key: (text) => (folds ? foldKey(text) : nothing),
  };
}

function collatorFor(locale: string, options: Options): Intl.Collator {
  const [tag = '', keyword] = locale.replaceAll('_', '-').split('@');
  if (keyword !== undefined) refuse('a keyword in the locale of a collation', locale);
  let found: string[] = [];
  try {
    found = Intl.Collator.supportedLocalesOf(tag, { localeMatcher: 'lookup' });
  } catch {
    // A tag that is no tag at all is an unknown locale, too.
  }
  if (found.length === 0) fail(2, `Field 'locale' is invalid in: { locale: "${locale}" }`);
  return new Intl.Collator(tag, {
    sensitivity: sensitivityOf(options),
    numeric: options.numericOrdering,
    caseFirst: 'false',
  });
}

function fullSpec(locale: string, options: Options): Doc {
  return new Map<string, Value>([
    ['locale', locale],
    ['caseLevel', options.caseLevel],
    ['caseFirst', 'off'],
    ['strength', new Int32(options.strength)],
    ['numericOrdering', options.numericOrdering],
    ['alternate', 'non-ignorable'],
    ['maxVariable', 'punct'],
    ['normalization', false],
    ['backwards', false],
    ['version', '57.1'],
  ]);
}

const nothing = new Uint8Array(0);

/** Languages whose alphabet adds no equality of letters (as Danish has "aa" = "å"); others have one key for all strings. */
const foldable = new Set(['en', 'de', 'fr', 'it', 'nl', 'pt', 'es', 'pl']);

/** Only a–z count: of these it is shown, letter by letter, that equal strings have equal ones (see the test). */
function foldKey(text: string): Uint8Array {
  const folded = /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : foldWide(text);
  return Buffer.from(folded.replace(/[^a-z]/g, ''), 'latin1');
}

function foldWide(text: string): string {
  let folded = '';
  for (const char of text.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    folded += char <= '\u007f' ? char : lettersOf(char);
  }
  return folded;
}

const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
const base = new Intl.Collator('en', { sensitivity: 'base' });
const known = new Map<string, string>();

/** The one or two letters that a character equals at the first level (ø is o, æ is ae), or none. */
function lettersOf(char: string): string {
  let letters = known.get(char);
  if (letters === undefined) {
    letters = findLetters(char);
    if (known.size > 20000) known.clear();
    known.set(char, letters);
  }
  return letters;
}

function findLetters(char: string): string {
  const single = alphabet.find((letter) => base.compare(char, letter) === 0);
  if (single || !/\p{Script=Latin}/u.test(char)) return single ?? '';
  for (const first of alphabet) {
    const second = alphabet.find((letter) => base.compare(char, first + letter) === 0);
    if (second) return first + second;
  }
  return '';
}
