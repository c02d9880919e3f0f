import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy.js';
import { Button } from './button.js';
import { showToast } from './toast.js';

interface CodeTabsProps {
  label: string;
  /** Name to code. */
  tabs: Record<string, string>;
  current: string;
  onChange: (tab: string) => void;
}

/** The same thing in several languages, to be copied. */
export function CodeTabs({ label, tabs, current, onChange }: CodeTabsProps) {
  const { t } = useTranslation();
  const id = useId();
  const code = tabs[current] ?? '';
  const copy = () =>
    copyText(code).then(
      () => showToast({ text: t('copy.code') }),
      () => showToast({ text: t('copy.failed'), isFailure: true }),
    );
  return (
    <section className="snip" aria-label={label}>
      <div className="snip-head">
        <div className="tabs">
          {Object.keys(tabs).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === current}
              aria-controls={id}
              onClick={() => onChange(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <Button kind="bare" isSmall icon="copy" className="end" onClick={() => void copy()}>
          {t('action.copy')}
        </Button>
      </div>
      <div className="code" id={id}>
        <pre>
          <code>{code}</code>
        </pre>
      </div>
    </section>
  );
}
