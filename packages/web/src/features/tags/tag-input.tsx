import { limits } from '@incipit/contract/rules';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.js';
import { useTags } from './tag.queries.js';

interface TagInputProps {
  workspaceId: string;
  tags: string[];
  onChange: (tags: string[]) => void;
}

/** Tags as chips; Enter or a comma adds what is typed, known ones are offered. */
export function TagInput({ workspaceId, tags, onChange }: TagInputProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const known = useTags(workspaceId).filter((tag) => !tags.includes(tag.name));
  const add = (typed: string) => {
    const names = typed.split(',').map((name) => name.trim());
    const fresh = names.filter((name) => name && !tags.some((tag) => tag.toLowerCase() === name.toLowerCase()));
    if (fresh.length > 0) onChange([...tags, ...new Set(fresh)]);
    setText('');
  };
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{t('tags.title')}</label>
        <span className="opt">{t('tags.inputHint')}</span>
      </div>
      <div className="chips">
        {tags.map((tag) => (
          <span className="chip" key={tag}>
            {tag}
            <button
              type="button"
              aria-label={t('tags.remove', { name: tag })}
              onClick={() => onChange(tags.filter((other) => other !== tag))}
            >
              <Icon name="x" />
            </button>
          </span>
        ))}
        <input
          className="input tag-text"
          id={id}
          list={`${id}-known`}
          maxLength={limits.tag}
          value={text}
          onChange={(event) =>
            event.target.value.includes(',') ? add(event.target.value) : setText(event.target.value)
          }
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !text.trim()) return;
            event.preventDefault();
            add(text);
          }}
        />
        <datalist id={`${id}-known`}>
          {known.map((tag) => (
            <option key={tag.id} value={tag.name} />
          ))}
        </datalist>
      </div>
    </div>
  );
}
