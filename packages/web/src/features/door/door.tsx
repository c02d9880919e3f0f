import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, setLanguage } from '../../lib/i18n.js';
import { Mark } from '../../ui/mark.js';
import { useInstance } from '../account/account.queries.js';
import { Leaf } from './leaf.js';

/** The frame of the pages before one is signed in. */
export function Door({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  const { i18n } = useTranslation();
  const instance = useInstance();
  return (
    <div className="door">
      <Leaf />
      <main className="door-form">
        <span className="brand">
          <Mark /> Incipit
        </span>
        <div>
          <h1>{title}</h1>
          <p className="second">{text}</p>
        </div>
        {children}
        <div className="door-foot">
          {(Object.keys(languages) as Language[]).map((code) => (
            <button
              key={code}
              type="button"
              className="link"
              lang={code}
              aria-pressed={i18n.language === code}
              onClick={() => void setLanguage(code)}
            >
              {languages[code]}
            </button>
          ))}
          <span className="end">{instance?.version}</span>
        </div>
      </main>
    </div>
  );
}
