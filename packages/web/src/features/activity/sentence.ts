import type { Activity, Author, LabelMove } from '@incipit/contract';
import type { TFunction } from 'i18next';

const plain = {
  'prompt.created': 'activity.created',
  'prompt.updated': 'activity.updated',
  'prompt.trashed': 'activity.trashed',
  'prompt.restored': 'activity.restored',
} as const;
const ofVersion = {
  'version.created': 'activity.versionCreated',
  'version.updated': 'activity.versionUpdated',
  'version.removed': 'activity.versionRemoved',
} as const;

const pick = <T extends Record<string, string>>(words: T, action: string): T[keyof T] | undefined =>
  Object.entries(words).find(([key]) => key === action)?.[1] as T[keyof T] | undefined;

/** What somebody is called here; the account may be gone. */
export const nameOf = (author: Author | null, t: TFunction): string =>
  author?.displayName || author?.username || t('activity.someone');

/** One move of a label as a sentence: made, moved, or taken away. */
export function moveSentence({ by, label, from, to }: Pick<LabelMove, 'by' | 'label' | 'from' | 'to'>, t: TFunction) {
  const who = nameOf(by, t);
  if (from === null) return t('activity.labelMade', { who, label, to });
  if (to === null) return t('activity.labelTaken', { who, label, from });
  return t('activity.labelMoved', { who, label, from, to });
}

/** One change as a sentence. What has no words of ours yet is named as the server names it. */
export function activitySentence(item: Activity, t: TFunction): string {
  const { action, by, version, label = '', from = null, to = null } = item;
  if (action === 'label.moved') return moveSentence({ by, label, from, to }, t);
  const who = nameOf(by, t);
  const versionWords = pick(ofVersion, action);
  if (versionWords) return t(versionWords, { who, version });
  const words = pick(plain, action);
  return words ? t(words, { who }) : t('activity.other', { who, action });
}

const oneSaveMs = 2_000;

/** A save is told as two changes, the version and the prompt that got it: one line is enough for both. */
export const withoutEchoes = (items: readonly Activity[]): Activity[] =>
  items.filter((item, index) => {
    const before = items[index + 1];
    const isEcho =
      item.action === 'prompt.updated' &&
      before?.action === 'version.created' &&
      before.by?.username === item.by?.username &&
      Date.parse(item.at) - Date.parse(before.at) < oneSaveMs;
    return !isEcho;
  });
