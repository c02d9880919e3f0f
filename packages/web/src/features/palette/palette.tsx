import { limits } from '@incipit/contract/rules';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from '../../ui/dialog.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark } from '../../ui/label-mark.js';
import { type Command, useCommands } from './palette.items.js';

interface PaletteProps {
  onClose: () => void;
  onKeys: () => void;
}

const pauseMs = 120;

/** Go, find, create, do: everything from one line of text. */
export function Palette({ onClose, onKeys }: PaletteProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const { groups, isSearching } = useCommands(asked, onKeys);
  const commands = groups.flatMap((group) => group.commands);
  const chosen = commands[Math.min(at, commands.length - 1)];
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  // Enter may come before the answer to what is typed: it waits for that, and never opens what stood there before.
  const [isWanted, setIsWanted] = useState(false);
  const isStale = text !== asked || isSearching;
  useEffect(() => {
    if (isWanted && !isStale) run(chosen);
  });
  const move = (by: number) => {
    const next = (at + by + commands.length) % Math.max(1, commands.length);
    setAt(next);
    list.current?.querySelectorAll('[role="option"]')[next]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Modal className="palette" onClose={onClose} label={{ 'aria-label': t('nav.goto') }}>
      <div className="palette-in">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen && `${id}-${chosen.id}`}
          aria-label={t('nav.goto')}
          placeholder={t('nav.goto')}
          autoComplete="off"
          maxLength={limits.query}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setIsWanted(false);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) move(step);
            else if (event.key === 'Enter') setIsWanted(true);
            else return;
            event.preventDefault();
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div
        id={`${id}-list`}
        className="palette-list"
        role="listbox"
        aria-label={t('palette.results')}
        tabIndex={-1}
        ref={list}
      >
        {groups.map((group) => (
          <fieldset key={group.id} aria-labelledby={`${id}-${group.id}-name`}>
            <h3 id={`${id}-${group.id}-name`} role="presentation">
              {group.name}
            </h3>
            {group.commands.map((command) => (
              <Option
                key={command.id}
                id={`${id}-${command.id}`}
                command={command}
                text={asked}
                isChosen={command === chosen}
                onRun={() => run(command)}
              />
            ))}
          </fieldset>
        ))}
        {commands.length === 0 && <p className="palette-none">{t('palette.none')}</p>}
      </div>
      <div className="palette-foot" aria-hidden="true">
        <span>
          <kbd>↑</kbd>
          <kbd>↓</kbd> {t('palette.choose')}
        </span>
        <span>
          <kbd>⏎</kbd> {t('palette.open')}
        </span>
        <span className="end">
          <kbd>?</kbd> {t('palette.allKeys')}
        </span>
      </div>
    </Modal>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  text: string;
  isChosen: boolean;
  onRun: () => void;
}

function Option({ id, command, text, isChosen, onRun }: OptionProps) {
  const { prompt, keys } = command;
  const production = prompt?.labels.production;
  return (
    <div
      id={id}
      className="opt-row"
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={onRun}
      onKeyDown={(event) => event.key === 'Enter' && onRun()}
    >
      {prompt ? (
        <span className={prompt.type === 'chat' ? 'kind kind-chat' : 'kind'} aria-hidden="true">
          {prompt.type === 'chat' ? '“' : '¶'}
        </span>
      ) : (
        command.icon && <Icon name={command.icon} />
      )}
      <span className={prompt ? 't' : undefined}>
        <Marked name={command.name} text={text} />
      </span>
      {command.detail && <span className="sub">{command.detail}</span>}
      <span className="keys">
        {production !== undefined && <LabelMark name="production" version={production} />}
        {keys?.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
    </div>
  );
}

/** The letters that were typed, underlined where they occur. */
function Marked({ name, text }: { name: string; text: string }) {
  const at = text.trim() ? name.toLowerCase().indexOf(text.trim().toLowerCase()) : -1;
  if (at < 0) return name;
  const end = at + text.trim().length;
  return (
    <>
      {name.slice(0, at)}
      <mark>{name.slice(at, end)}</mark>
      {name.slice(end)}
    </>
  );
}
