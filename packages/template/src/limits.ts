/** What a template may cost at most. `docs/limits.md` is made from it. */
export const templateLimits = {
  /** Levels of prompts below the outermost one. */
  includeDepth: 5,
  includes: 100,
  /** UTF-8 that resolving or rendering may make, over all messages. */
  renderedBytes: 4 * 1024 * 1024,
  /** Sections of mustache inside each other. */
  sections: 32,
  /** Steps of one rendering in mustache. */
  steps: 1_000_000,
  // These three are the contract's: `scripts/docs.mjs` refuses others.
  variableName: 100,
  promptName: 100,
  label: 36,
} as const;
