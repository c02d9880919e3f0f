import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './locales/en.js';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** The language in use; `public/theme.js` chose it before the first paint. */
export const language = (): Language => (document.documentElement.lang === 'de' ? 'de' : 'en');

/** German is a chunk of its own: who reads English never loads it. */
async function load(chosen: Language): Promise<void> {
  if (chosen === 'de') {
    const { de } = await import('./locales/de.js');
    i18next.addResourceBundle('de', 'translation', de);
  }
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language(),
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    partialBundledLanguages: true,
    // Names of scopes have colons.
    nsSeparator: false,
    // React escapes already.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  await load(language());
  await i18next.changeLanguage(language());
}

export async function setLanguage(chosen: Language): Promise<void> {
  await load(chosen);
  localStorage.setItem('incipit-language', chosen);
  document.documentElement.lang = chosen;
  await i18next.changeLanguage(chosen);
}
