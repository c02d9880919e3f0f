import type { Matcher, Position, RawTest } from './node.js';

/** All of them; of several positions the last one counts. */
export function allOf(matchers: Matcher[]): Matcher {
  const raws = matchers.map((matcher) => matcher.raw);
  return {
    node: { kind: 'and', nodes: matchers.map((matcher) => matcher.node) },
    single: (value) => matchers.every((matcher) => matcher.single?.(value)),
    test: (doc, position) => keepUnless(position, () => matchers.every((matcher) => matcher.test(doc, position))),
    raw: (bytes) => {
      let known = true;
      for (const raw of raws) {
        const answer = raw?.(bytes);
        if (answer === false) return false;
        if (answer === undefined) known = false;
      }
      return known ? true : undefined;
    },
  };
}

/** A part that fails leaves no position behind. */
function keepUnless(position: Position | undefined, test: () => boolean): boolean {
  const before = position?.index;
  const answer = test();
  if (!answer && position) position.index = before;
  return answer;
}

function anyRaw(matchers: Matcher[]): RawTest {
  return (bytes) => {
    let known = true;
    for (const { raw } of matchers) {
      const answer = raw?.(bytes);
      if (answer === true) return true;
      if (answer === undefined) known = false;
    }
    return known ? false : undefined;
  };
}

/** One of them at least. */
export function anyOf(matchers: Matcher[]): Matcher {
  return {
    node: { kind: 'or', nodes: matchers.map((matcher) => matcher.node) },
    test: (doc, position) => matchers.some((matcher) => matcher.test(doc, position)),
    raw: anyRaw(matchers),
  };
}

/** None of them. */
export function noneOf(matchers: Matcher[]): Matcher {
  const raw = anyRaw(matchers);
  return {
    node: { kind: 'nor', nodes: matchers.map((matcher) => matcher.node) },
    test: (doc) => !matchers.some((matcher) => matcher.test(doc)),
    raw: (bytes) => {
      const answer = raw(bytes);
      return answer === undefined ? undefined : !answer;
    },
  };
}

/** Turns a matcher round; nothing matches at a position then. */
export function negate(matcher: Matcher): Matcher {
  return {
    node: { kind: 'not', node: matcher.node },
    single: (value) => !matcher.single?.(value),
    test: (doc) => !matcher.test(doc),
    raw: (bytes) => {
      const answer = matcher.raw?.(bytes);
      return answer === undefined ? undefined : !answer;
    },
  };
}
