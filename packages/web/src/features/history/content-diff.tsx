import type { Content, Variable } from '@incipit/contract';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TemplateText } from '../../ui/template-text.js';
import { type Fact, factsOf, sectionsOf } from './content-facts.js';
import {
  countChanges,
  diffTexts,
  isChanged,
  type Line,
  type LinePair,
  type Skipped,
  withContext,
} from './line-diff.js';

interface DiffProps {
  from: Content;
  to: Content;
  layout: 'split' | 'inline';
  caption: string;
  /** What stands above the two sides. */
  heads?: [ReactNode, ReactNode];
}

/** The sections of two contents side by side: messages meet in their order. */
export function compare(from: Content, to: Content) {
  const [left, right] = [sectionsOf(from), sectionsOf(to)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    key: index,
    leftRole: left[index]?.role,
    rightRole: right[index]?.role,
    pairs: diffTexts(left[index]?.text ?? '', right[index]?.text ?? ''),
  }));
}

export function changesOf(from: Content, to: Content): { added: number; removed: number } {
  return compare(from, to)
    .map((section) => countChanges(section.pairs))
    .reduce((sum, item) => ({ added: sum.added + item.added, removed: sum.removed + item.removed }), {
      added: 0,
      removed: 0,
    });
}

const splitColumns = [
  { key: 'from', name: 'g' },
  { key: 'minus', name: 's' },
  { key: 'left', name: '' },
  { key: 'to', name: 'g' },
  { key: 'plus', name: 's' },
  { key: 'right', name: '' },
];
const inlineColumns = [
  { key: 'from', name: 'g' },
  { key: 'to', name: 'g' },
  { key: 'sign', name: 's' },
  { key: 'text', name: '' },
];
const keyOf = ({ left, right }: LinePair): string => `${left?.number ?? ''}:${right?.number ?? ''}`;

/** What changed between two contents: their texts as lines and words, the rest as a table. */
export function ContentDiff({ from, to, layout, caption, heads }: DiffProps) {
  const { t } = useTranslation();
  const isSplit = layout === 'split';
  const sections = compare(from, to);
  const facts = factsOf(from, to);
  const isChat = from.type === 'chat' || to.type === 'chat';
  const columns = isSplit ? splitColumns : inlineColumns;
  return (
    <>
      <table className="diff">
        <caption className="vh">{caption}</caption>
        <colgroup>
          {columns.map(({ key, name }) => (
            <col key={key} className={name} />
          ))}
        </colgroup>
        {heads && isSplit && (
          <thead>
            <tr>
              <th colSpan={3} scope="colgroup">
                {heads[0]}
              </th>
              <th colSpan={3} scope="colgroup" className="mid">
                {heads[1]}
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {sections.map((section) => (
            <Fragment key={section.key}>
              {isChat && (
                <tr className="skipped">
                  <td colSpan={columns.length}>{rolesOf(section.leftRole, section.rightRole)}</td>
                </tr>
              )}
              {withContext(section.pairs).map((row) =>
                'skipped' in row ? (
                  <SkippedRow key={`skipped ${row.at}`} row={row} columns={columns.length} />
                ) : isSplit ? (
                  <SplitRow key={keyOf(row)} pair={row} />
                ) : (
                  <InlineRows key={keyOf(row)} pair={row} />
                ),
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {facts.length > 0 && (
        <>
          <h3>{t('history.facts')}</h3>
          <table className="facts">
            <thead>
              <tr>
                <th scope="col">{t('history.what')}</th>
                <th scope="col">{t('history.before')}</th>
                <th scope="col">{t('history.after')}</th>
              </tr>
            </thead>
            <tbody>
              {facts.map((fact) => (
                <FactRow key={`${fact.kind} ${fact.name}`} fact={fact} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}

const rolesOf = (left: string | undefined, right: string | undefined): string =>
  left === right ? (left ?? '') : `${left ?? '–'} → ${right ?? '–'}`;

function SkippedRow({ row, columns }: { row: Skipped; columns: number }) {
  const { t } = useTranslation();
  return (
    <tr className="skipped">
      <td colSpan={columns}>{t('history.equalLines', { count: row.skipped })}</td>
    </tr>
  );
}

function SplitRow({ pair }: { pair: LinePair }) {
  return (
    <tr>
      <Side line={pair.left} kind="del" />
      <Side line={pair.right} kind="ins" />
    </tr>
  );
}

function Side({ line, kind }: { line: Line | undefined; kind: 'del' | 'ins' }) {
  const name = !line ? 'none' : line.isChanged ? kind : '';
  return (
    <>
      <td className={`g ${name} ${kind === 'ins' ? 'mid' : ''}`}>{line?.number}</td>
      <td className={`s ${name}`}>{name === 'del' ? '−' : name === 'ins' ? '+' : ''}</td>
      <td className={name}>{line && <Words line={line} kind={kind} />}</td>
    </>
  );
}

function InlineRows({ pair }: { pair: LinePair }) {
  if (!isChanged(pair) && pair.left && pair.right) {
    return (
      <tr>
        <td className="g">{pair.left.number}</td>
        <td className="g">{pair.right.number}</td>
        <td className="s" />
        <td>
          <Words line={pair.left} kind="del" />
        </td>
      </tr>
    );
  }
  return (
    <>
      {pair.left && (
        <tr>
          <td className="g del">{pair.left.number}</td>
          <td className="g del" />
          <td className="s del">−</td>
          <td className="del">
            <Words line={pair.left} kind="del" />
          </td>
        </tr>
      )}
      {pair.right && (
        <tr>
          <td className="g ins" />
          <td className="g ins">{pair.right.number}</td>
          <td className="s ins">+</td>
          <td className="ins">
            <Words line={pair.right} kind="ins" />
          </td>
        </tr>
      )}
    </>
  );
}

function Words({ line, kind: Kind }: { line: Line; kind: 'del' | 'ins' }) {
  return line.words.map((word) =>
    word.isChanged ? <Kind key={word.at}>{word.text}</Kind> : <TemplateText key={word.at} text={word.text} />,
  );
}

function FactRow({ fact }: { fact: Fact }) {
  const { t } = useTranslation();
  const show = (value: unknown): string => (fact.kind === 'variable' ? wordsOf(value as Variable) : printed(value));
  const wordsOf = (variable: Variable): string => {
    const words = [t(`variable.${variable.type}`)];
    if (variable.required) words.push(t('use.required'));
    if (variable.default !== undefined) words.push(t('use.default', { value: String(variable.default) }));
    if (variable.options) words.push(variable.options.join(' | '));
    if (variable.description) words.push(variable.description);
    return words.join(', ');
  };
  return (
    <tr>
      <th scope="row" className={fact.kind === 'variable' ? undefined : 'mono'}>
        {fact.kind === 'variable' ? <span className="var">{fact.name}</span> : fact.name}
      </th>
      <td>
        {fact.from === undefined ? (
          <span className="muted">{t('history.notThere')}</span>
        ) : (
          <del>{show(fact.from)}</del>
        )}
      </td>
      <td>
        {fact.to === undefined ? <span className="muted">{t('history.notThere')}</span> : <ins>{show(fact.to)}</ins>}
      </td>
    </tr>
  );
}

const printed = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
