import { useEffect, useRef } from 'react';

const setting = 'incipit-single-keys';
/** Whether single letters act; who dictates or uses a screen reader may turn that off. */
export const areSingleKeysOn = (): boolean => localStorage.getItem(setting) !== 'off';
export const setSingleKeys = (isOn: boolean): void => localStorage.setItem(setting, isOn ? 'on' : 'off');

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

/** Keys to what they do, `j` say, or `mod+k` with Ctrl or Cmd. Single keys are off while typing and under a dialog. */
export type KeyMap = Record<string, () => void>;

export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const hasMod = event.ctrlKey || event.metaKey;
      const run = latest.current[`${hasMod ? 'mod+' : ''}${event.key.toLowerCase()}`];
      if (!run || event.defaultPrevented || event.altKey) return;
      const isOpenDialog = document.querySelector('dialog[open]') !== null;
      if (!hasMod && (isTyping(event.target) || isOpenDialog || !areSingleKeysOn())) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
