import { EditorView } from '@codemirror/view';
import type { Dialect } from '@incipit/template';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { editorState, type Offer, textOf } from './code-mirror.js';

interface EditorProps {
  label: string;
  value: string;
  dialect: Dialect;
  offers: Offer[];
  onChange: (text: string) => void;
}

/** A prompt text in CodeMirror: variables are red and offered after `{{`. Tab leaves it, as it leaves any field. */
export function TemplateEditor({ label, value, dialect, offers, onChange }: EditorProps) {
  const root = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ value, offers, onChange });
  latest.current = { value, offers, onChange };
  useLayoutEffect(() => {
    if (!root.current) return;
    const made = new EditorView({
      parent: root.current,
      state: editorState({
        doc: latest.current.value,
        label,
        dialect,
        offers: () => latest.current.offers,
        onChange: (text) => latest.current.onChange(text),
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label, dialect]);
  // The text may change from outside: a draft is discarded, another version is taken.
  useEffect(() => {
    const editor = view.current;
    if (!editor || textOf(editor.state) === value) return;
    const setup = { doc: value, label, dialect, offers: () => latest.current.offers };
    editor.setState(editorState({ ...setup, onChange: (text) => latest.current.onChange(text) }));
  }, [value, label, dialect]);
  return <div className="cm" ref={root} />;
}
