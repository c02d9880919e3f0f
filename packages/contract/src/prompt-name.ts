import { limits } from './limits.js';

const maxLength = limits.promptName;

/** `Résumé & Cover Letter` → `resume-cover-letter`; a title without Latin letters or digits gives `prompt`. */
export function nameFromTitle(title: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, maxLength)
    .replace(/-$/, '');
  return name || 'prompt';
}

/** `name`, `name-2`, `name-3` …, each within the length of a name. */
export const numberedName = (name: string, number: number): string => {
  if (number === 1) return name;
  const suffix = `-${number}`;
  return name.slice(0, maxLength - suffix.length) + suffix;
};
