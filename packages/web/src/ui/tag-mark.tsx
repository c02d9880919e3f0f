import { pigmentOf } from './pigment.js';

/** A tag: a dot of pigment and a word. */
export function TagMark({ tag }: { tag: { name: string; color: string | null } }) {
  return (
    <span className="tag">
      <span className={`dot dot-${pigmentOf(tag)}`} />
      {tag.name}
    </span>
  );
}
