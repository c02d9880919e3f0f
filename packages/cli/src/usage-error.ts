/** The command was given something that it cannot use. The message says what, and how to mend it. */
export class UsageError extends Error {}
