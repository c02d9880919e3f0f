/** A label of a version: a seal (filled is `production`; `latest` has none, it moves by itself), a name, a number. */
export function LabelMark({ name, version }: { name: string; version?: number }) {
  return (
    <span className={`label label-${name}`}>
      {name !== 'latest' && <span className="seal" />}
      <span className="label-name">{name}</span>
      {version !== undefined && <b>{version}</b>}
    </span>
  );
}

const rank = (name: string): string => ({ production: '0', staging: '1', latest: '~' })[name] ?? `2${name}`;

/** Labels with their versions: production first, latest last. */
export function orderedLabels(labels: Record<string, number>): [name: string, version: number][] {
  return Object.entries(labels).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}
