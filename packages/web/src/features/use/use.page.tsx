import { type FoundVariable, TemplateError, variablesOf } from '@incipit/template';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { formatNumber } from '../../lib/format.js';
import { useKeys } from '../../lib/keys.js';
import { queryKeys } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark, orderedLabels } from '../../ui/label-mark.js';
import { Menu } from '../../ui/menu.js';
import { Note } from '../../ui/note.js';
import { Seg } from '../../ui/seg.js';
import { useCopy } from '../prompt/copy-name.js';
import { usePrompt } from '../prompt/prompt.queries.js';
import { type FilledPrompt, fill, type Typed } from './filled.js';
import { Result } from './result.js';
import { Snippets } from './snippets.js';
import { VariableForm } from './variable-form.js';

/** What was typed stays while one looks at other tabs. */
const kept = new Map<string, Typed>();

/** Fill in the variables, read the result, take it along. */
export function UsePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/p/$id/' });
  const { prompt } = usePrompt(id);
  const [label, setLabel] = useState('latest');
  const version = prompt.labels[label] ?? prompt.latestVersion;
  const resolved = useQuery({
    queryKey: queryKeys.prompt(id, 'resolved', version),
    queryFn: async ({ signal }) =>
      (await client.prompts.get({ id, version, resolve: true }, { signal })).data.version.content,
  });
  const fallback = version === prompt.latestVersion ? prompt.version.content : undefined;
  const content = resolved.data ?? fallback;
  const [typed, setTyped] = useState<Typed>(() => kept.get(id) ?? {});
  const change = (next: Typed) => {
    kept.set(id, next);
    setTyped(next);
  };
  const shown = useDeferredValue(typed);
  if (!content) return <div className="use" aria-busy="true" />;
  let variables: FoundVariable[];
  let filled: FilledPrompt;
  try {
    variables = variablesOf(content);
    filled = fill(content, variables, shown);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return <Note kind="bad">{error.message}</Note>;
  }
  return (
    <div className={variables.length > 0 ? 'use' : 'use is-plain'}>
      {variables.length > 0 && (
        <VariableForm
          variables={variables}
          typed={typed}
          invalid={filled.invalid}
          missing={filled.missing}
          onChange={change}
        />
      )}
      <Output
        filled={filled}
        isChat={content.type === 'chat'}
        error={resolved.error && <Note kind="warn">{sentenceOf(resolved.error, t)}</Note>}
        picker={
          <Menu
            label={t('use.version', { label, version })}
            button={
              <>
                <LabelMark name={label} version={version} /> <Icon name="down" />
              </>
            }
            items={orderedLabels(prompt.labels).map(([name, number]) => ({
              id: name,
              label: <LabelMark name={name} version={number} />,
              isChosen: name === label,
              onSelect: () => setLabel(name),
            }))}
          />
        }
      >
        <Snippets name={prompt.name} label={label} variables={variables} typed={typed} />
      </Output>
    </div>
  );
}

interface OutputProps {
  filled: FilledPrompt;
  isChat: boolean;
  error: React.ReactNode;
  picker: React.ReactNode;
  children: React.ReactNode;
}

function Output({ filled, isChat, error, picker, children }: OutputProps) {
  const { t } = useTranslation();
  const copy = useCopy();
  const [as, setAs] = useState<'reading' | 'exact'>('reading');
  const missing = filled.missing.length;
  const take = () => copy(filled.whole, missing > 0 ? t('use.copiedMissing', { count: missing }) : t('use.copied'));
  useKeys({ 'mod+enter': take });
  const length = [...filled.whole].length;
  const missingNote = missing > 0 && (
    <span className="err" role="status">
      <Icon name="alert" /> {t('use.missing', { count: missing })}
    </span>
  );
  return (
    <>
      <section className="use-out" aria-label={t('use.result')}>
        <div className="bar">
          {picker}
          <Seg
            label={t('use.showAs')}
            value={as}
            options={[
              { value: 'reading', name: t('use.reading') },
              { value: 'exact', name: t('use.exact') },
            ]}
            onChange={setAs}
          />
          <p className="muted small not-phone">
            {t('use.size', {
              count: length,
              characters: formatNumber(length),
              tokens: formatNumber(Math.ceil(length / 4.5)),
            })}
          </p>
          <span className="end row-flex not-phone">
            {missingNote}
            <Button kind="ink" icon="copy" onClick={take}>
              {t('action.copy')} <kbd>Ctrl ⏎</kbd>
            </Button>
          </span>
        </div>
        {error}
        <Result filled={filled} as={as} isChat={isChat} />
        {children}
      </section>
      <div className="dock bar only-phone">
        {missingNote}
        <Button kind="ink" icon="copy" className="end" onClick={take}>
          {t('use.copyResult')}
        </Button>
      </div>
    </>
  );
}
