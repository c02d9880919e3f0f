import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError } from '../http/api-error.js';

/** Changes are for live prompts. @throws ApiError `in_trash` */
export function mustBeLive(prompt: Pick<Prompt, 'deletedAt'>): void {
  if (prompt.deletedAt) throw new ApiError('in_trash', 'The prompt is in the trash. Restore it first.');
}
