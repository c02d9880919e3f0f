import type { Prompt } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { orderedLabels } from '../../ui/label-mark.js';

interface SaveBarProps {
  prompt: Prompt;
  message: string;
  onMessage: (message: string) => void;
  label: string;
  onLabel: (label: string) => void;
  isBusy: boolean;
  isReady: boolean;
  onSave: () => void;
  children: React.ReactNode;
}

/** Why, which label, save. On a phone the two questions come after the button. */
export function SaveBar({ prompt, isBusy, isReady, onSave, children, ...questions }: SaveBarProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const next = prompt.latestVersion + 1;
  const save = (
    <Button kind="ink" type="submit" isBusy={isBusy} aria-disabled={!isReady}>
      {t('editor.save', { version: next })} <kbd>Ctrl S</kbd>
    </Button>
  );
  return (
    <>
      <form
        className="save not-phone"
        aria-label={t('editor.saveForm')}
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {children}
        <Questions prompt={prompt} {...questions} />
        {save}
      </form>
      <div className="save only-phone">
        {children}
        <Button kind="ink" aria-disabled={!isReady} onClick={() => setIsAsking(true)}>
          {t('editor.save', { version: next })}
        </Button>
      </div>
      {isAsking && (
        <Dialog
          isNarrow
          title={t('editor.save', { version: next })}
          onClose={() => setIsAsking(false)}
          onSubmit={() => {
            setIsAsking(false);
            onSave();
          }}
          actions={save}
        >
          <Questions prompt={prompt} {...questions} />
        </Dialog>
      )}
    </>
  );
}

function Questions({
  prompt,
  message,
  onMessage,
  label,
  onLabel,
}: Pick<SaveBarProps, 'prompt' | 'message' | 'onMessage' | 'label' | 'onLabel'>) {
  const { t } = useTranslation();
  const names = new Set([...orderedLabels(prompt.labels).map(([name]) => name), 'production', 'staging']);
  names.delete('latest');
  return (
    <>
      <input
        className="input"
        aria-label={t('editor.why')}
        placeholder={t('editor.whyHint')}
        maxLength={limits.message}
        value={message}
        onChange={(event) => onMessage(event.target.value)}
      />
      <select
        className="btn picker"
        aria-label={t('editor.moveLabel')}
        value={label}
        onChange={(event) => onLabel(event.target.value)}
      >
        <option value="">{t('editor.moveNone')}</option>
        {[...names].map((name) => (
          <option key={name} value={name}>
            {t('editor.moveHere', { label: name })}
          </option>
        ))}
      </select>
    </>
  );
}
