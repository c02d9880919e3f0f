import { type Dialect, parse, TemplateError, type Token } from '@incipit/template';

/** The pieces of a text; a malformed text of the `mustache` dialect is one piece. */
export function tokensOf(text: string, dialect: Dialect): Token[] {
  try {
    return parse(text, dialect);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ kind: 'text', start: 0, end: text.length }];
  }
}

/** A stored text as it is, variables in red and includes in lapis. */
export function TemplateText({ text, dialect = 'simple' }: { text: string; dialect?: Dialect }) {
  return tokensOf(text, dialect).map(({ kind, start, end }) => {
    const piece = text.slice(start, end);
    if (kind === 'text') return piece;
    return (
      <span key={start} className={kind === 'include' ? 'incl' : 'var'}>
        {piece}
      </span>
    );
  });
}
