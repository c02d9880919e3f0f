import { z } from 'zod';
import { endpoint } from './endpoint.js';

export const registrationModes = ['open', 'invite', 'closed'] as const;

export const Instance = z.object({
  name: z.string(),
  version: z.string(),
  registration: z.enum(registrationModes),
  /** No account exists yet: the first one becomes the administrator. */
  needsSetup: z.boolean(),
  /** The first account needs the token that the server printed. */
  setupTokenRequired: z.boolean(),
  /** The least length of a new password, in characters. */
  passwordMin: z.int(),
  /** How long deleted prompts stay restorable, in days. */
  trashDays: z.int(),
  /** Links go out by mail. Otherwise an admin makes the link for a forgotten password, and new addresses count at once. */
  sendsMail: z.boolean(),
});
export type Instance = z.infer<typeof Instance>;

export const instance = {
  get: endpoint({
    method: 'GET',
    path: '/instance',
    summary: 'What this server is, and whether it still needs its first account',
    access: 'anyone',
    output: Instance,
  }),
};
