import { autocompletion, type Completion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, type Extension, RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import type { Dialect } from '@incipit/template';
import { tokensOf } from '../../ui/template-text.js';

/** A variable that the completion offers, and what it is. */
export interface Offer {
  name: string;
  detail: string;
}

interface Setup {
  doc: string;
  label: string;
  dialect: Dialect;
  /** Asked each time, because variables come and go while one types. */
  offers: () => Offer[];
  onChange: (text: string) => void;
}

/** The text of an editor, byte for byte: `sliceDoc` joins lines with the separator that they had. */
export const textOf = (state: EditorState): string => state.sliceDoc();

/** A new state for a text. Line ends stay as they are: all CRLF is kept as such, a lone CR is a sign like any other. */
export function editorState({ doc, label, dialect, offers, onChange }: Setup): EditorState {
  const isCrLf = doc.includes('\r\n') && !/(^|[^\r])\n/.test(doc);
  return EditorState.create({
    doc,
    extensions: [
      EditorState.lineSeparator.of(isCrLf ? '\r\n' : '\n'),
      EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
      lineNumbers(),
      highlightActiveLine(),
      history(),
      marks(dialect),
      autocompletion({ override: [(context) => complete(context, offers())], icons: false, closeOnBlur: true }),
      keymap.of([...completionKeymap, ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap]),
      EditorView.updateListener.of((update) => update.docChanged && onChange(textOf(update.state))),
      look,
    ],
  });
}

function marks(dialect: Dialect): Extension {
  const build = (view: EditorView): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>();
    // Offsets of the document count every line end as one, so the separator must not be in this text.
    for (const { kind, start, end } of tokensOf(view.state.doc.toString(), dialect)) {
      if (kind !== 'text') builder.add(start, end, Decoration.mark({ class: kind === 'include' ? 'incl' : 'var' }));
    }
    return builder.finish();
  };
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = build(view);
      }
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = build(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** After `{{`: the variables that are there already. Choosing one also closes the braces. */
function complete(context: CompletionContext, offers: Offer[]) {
  const word = context.matchBefore(/\{\{[ \t]*[\p{L}\p{Nd}_.-]*/u);
  if (!word) return null;
  const braces = /^\{\{[ \t]*/.exec(word.text)?.[0].length ?? 2;
  const apply = (view: EditorView, { label }: Completion, from: number, to: number) => {
    const isClosed = view.state.sliceDoc(to, to + 2) === '}}';
    view.dispatch({
      changes: { from, to, insert: isClosed ? label : `${label}}}` },
      selection: { anchor: from + label.length + 2 },
    });
  };
  return {
    from: word.from + braces,
    options: offers.map(({ name, detail }) => ({ label: name, detail, apply })),
    validFor: /^[\p{L}\p{Nd}_.-]*$/u,
  };
}

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '400 var(--t-code)/var(--l-code) var(--mono)', overflow: 'visible' },
  '.cm-content': { padding: 'var(--s-8) 0', caretColor: 'var(--rubric)' },
  '.cm-line': { padding: '0 var(--s-16) 0 .5rem' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--ink-3)', fontSize: 'var(--t-12)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.125rem', padding: '0 .375rem 0 0' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--wash)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, ::selection': {
    backgroundColor: 'var(--text-select)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--rule)',
    borderRadius: 'var(--r-3)',
    backgroundColor: 'var(--raised)',
    boxShadow: 'var(--shadow-float)',
    padding: 'var(--s-4)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    font: 'var(--w-text) var(--t-13)/1.25rem var(--sans)',
    minWidth: '16rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: 'var(--s-8)',
    padding: 'var(--s-2) var(--s-8)',
    borderRadius: 'var(--r-2)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--wash-strong)',
    color: 'var(--ink)',
  },
  '.cm-completionLabel': { color: 'var(--rubric)', fontFamily: 'var(--mono)' },
  '.cm-completionDetail': {
    marginInlineStart: 'auto',
    fontStyle: 'normal',
    fontSize: 'var(--t-12)',
    color: 'var(--ink-2)',
  },
  '.cm-completionMatchedText': { textDecoration: 'underline' },
});
