const kibi = 1024;
const mebi = 1024 * kibi;

/**
 * The limits that callers meet, each number once: the shapes, the server and the web app read it here, and
 * `docs/limits.md` is made from it. Without another unit in the name it counts characters (code points) of a text, or
 * items. There is no zod here: a browser can load this alone.
 */
export const limits = {
  title: 200,
  description: 10_000,
  promptName: 100,
  /** An old name may be longer than a new one. */
  promptAddress: 255,
  aliases: 20,
  /** Of a version, of a draft; the reason of a label's move too. */
  message: 500,
  tag: 64,
  tagsOfPrompt: 50,
  label: 36,
  labelsOfSave: 50,
  protectedLabels: 100,
  preview: 160,
  stars: 10_000,

  contentBytes: mebi,
  configBytes: 256 * kibi,
  messages: 200,
  speaker: 200,
  variables: 200,
  variableName: 100,
  variableDescription: 1_000,
  variableDefault: 100_000,
  options: 200,
  option: 1_000,

  collection: 120,
  collectionDepth: 8,
  workspace: 100,
  serverName: 100,

  usernameMin: 3,
  username: 39,
  displayName: 80,
  bio: 1_000,
  website: 300,
  email: 254,
  password: 256,
  passwordBytes: kibi,
  keyName: 100,
  keyLabels: 50,
  keyDays: 365,
  keyDefaultDays: 90,

  page: 100,
  pageDefault: 50,
  counted: 10_000,
  found: 10_000,
  query: 500,
  peopleQuery: 100,
  /** Values of a query parameter that may be given several times. */
  queryValues: 50,
  batch: 100,
  usageDelaySeconds: 10,

  bodyBytes: 4 * mebi,
  bodyDepth: 32,
  bodyProperties: 1_000,
  bodyItems: 1_000,
  addressBytes: 8 * kibi,
  headersSeconds: 15,
  requestSeconds: 30,
  /** How far the server may be behind. */
  lagMilliseconds: 250,
  waitingPasswords: 64,
  idempotencyKey: 255,
  idempotencyHours: 24,

  accessTokenMinutes: 10,
  sessionIdleDays: 7,
  sessionDays: 30,
  linkMinutes: 30,
  inviteDays: 7,

  signInsPerMinute: 10,
  registrationsPerMinute: 5,
  resetsPerMinute: 3,
  mailsPerHour: 5,
  refreshesPerMinute: 30,
  shareOpeningsPerMinute: 60,
  /** From the one with this number on, each wrong password in a row makes the account wait: 1, 2, 4 … seconds. */
  passwordFailures: 5,
  passwordWaitMinutes: 15,
} as const;
export type Limit = keyof typeof limits;
