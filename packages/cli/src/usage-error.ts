/** What went wrong, in a sentence for the user that says how to mend it. */
export class UsageError extends Error {}
