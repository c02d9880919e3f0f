import type { Content, Prompt, Version } from '@incipit/contract';
import { labelName, limits } from '@incipit/contract/rules';
import { variablesOf } from '@incipit/template';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { formatMoment } from '../../lib/format.js';
import { allPages } from '../../lib/pages.js';
import { queryClient, queryKeys, refreshLibrary } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, TextField } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark } from '../../ui/label-mark.js';
import { Note } from '../../ui/note.js';
import { showToast } from '../../ui/toast.js';
import { ContentDiff, changesOf } from '../history/content-diff.js';
import { promptQuery, useVersions } from '../prompt/prompt.queries.js';
import { LabelHistory } from './label-history.js';

interface LabelDialogProps {
  prompt: Prompt;
  /** Left out: one that suits is chosen, and can be changed. */
  label: string | undefined;
  version?: number;
  onClose: () => void;
}

/** What scrolls has to be reached by the keyboard, too. */
const scrollable = { tabIndex: 0 };
const usual = ['production', 'staging'];

/** Moves a label after it showed what that changes. It moves only from where it was seen. */
export function LabelDialog({ prompt, label: given, version, onClose }: LabelDialogProps) {
  const { t } = useTranslation();
  const versions = useVersions(prompt.id).data ?? [];
  const labels = useQuery({
    queryKey: queryKeys.prompt(prompt.id, 'labels'),
    queryFn: ({ signal }) =>
      allPages((cursor) => client.labels.list({ id: prompt.id, limit: 100, cursor }, { signal })),
  });
  const [label, setLabel] = useState(given ?? 'production');
  const [isOwn, setIsOwn] = useState(false);
  const [target, setTarget] = useState(version ?? prompt.latestVersion);
  const [reason, setReason] = useState('');
  // Where the label was when this opened: that is what one has seen.
  const [seen, setSeen] = useState(prompt.labels);
  const current = seen[label];
  const to = versions.find((item) => item.number === target);
  const from = versions.find((item) => item.number === current);
  const isProtected = labels.data?.find((item) => item.name === label)?.protected ?? false;

  const move = useMutation({
    mutationFn: () => client.labels.move({ id: prompt.id, label, version: target, expected: current ?? null, reason }),
    onSuccess: async () => {
      await refreshLibrary();
      showToast({ text: t('labels.moved', { label, version: target }) });
      onClose();
    },
    onError: async (error) => {
      if (codeOf(error) !== 'label_moved') return;
      await refreshLibrary();
      setSeen((await queryClient.fetchQuery(promptQuery(prompt.id))).prompt.labels);
    },
  });
  const names = [...new Set([...Object.keys(prompt.labels), ...usual])].filter((name) => name !== 'latest').sort();
  const isNameRight = labelName.test(label) && label !== 'latest';
  const isSame = current === target;
  return (
    <Dialog
      title={
        current === undefined
          ? t('labels.newTitle', { label, version: target })
          : t('labels.moveTitle', { label, version: target })
      }
      onClose={onClose}
      onSubmit={() => isNameRight && !isSame && move.mutate()}
      actions={
        <>
          {isProtected && (
            <span className="row-flex small second">
              <Icon name="lock" /> {t('labels.protected')}
            </span>
          )}
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={move.isPending} aria-disabled={!isNameRight || isSame}>
            {t('labels.moveButton', { label, version: target })}
          </Button>
        </>
      }
    >
      {codeOf(move.error) === 'label_moved' ? (
        <Note kind="bad">
          <b>{t('labels.elsewhere', { label })}</b>{' '}
          {current === undefined ? t('labels.nowGone') : t('labels.nowAt', { version: current })}
        </Note>
      ) : (
        move.isError && !fieldError(move.error, 'label') && <Note kind="bad">{sentenceOf(move.error, t)}</Note>
      )}
      <p className="second">
        {t('labels.before')} <LabelMark name={label || '…'} /> {t('labels.after', { version: target })}
      </p>
      <div className="pair">
        {isOwn ? (
          <TextField
            label={t('labels.name')}
            className="mono"
            maxLength={limits.label}
            value={label}
            error={isNameRight ? undefined : t('labels.nameRule', { most: limits.label })}
            onChange={(event) => setLabel(event.target.value)}
          />
        ) : (
          <Field label={t('labels.one')}>
            {(props) => (
              <select
                className="input"
                {...props}
                value={label}
                onChange={(event) => {
                  setIsOwn(event.target.value === '');
                  setLabel(event.target.value);
                }}
              >
                {names.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
                <option value="">{t('labels.other')}</option>
              </select>
            )}
          </Field>
        )}
        <Field label={t('labels.target')}>
          {(props) => (
            <select
              className="input"
              {...props}
              value={target}
              onChange={(event) => setTarget(Number(event.target.value))}
            >
              {versions.map((item) => (
                <option key={item.number} value={item.number}>
                  {item.message ? `${item.number}: ${item.message}` : item.number}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {to && <Preview from={from} to={to} />}
      {current !== undefined && <LabelHistory id={prompt.id} label={label} />}
      {isSame && <Note kind="info">{t('labels.same', { label, version: target })}</Note>}
      <TextField
        data-focus
        label={t('labels.why')}
        hint={t('labels.whyHint')}
        maxLength={limits.message}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  );
}

/** From and to as numbers, the difference, and what apps will notice. */
function Preview({ from, to }: { from: Version | undefined; to: Version }) {
  const { t } = useTranslation();
  const who = (version: Version) =>
    [version.author?.displayName || version.author?.username, formatMoment(version.createdAt)]
      .filter(Boolean)
      .join(', ');
  if (!from) {
    return (
      <div className="move">
        <div className="move-v to">
          <b>{to.number}</b>
          <span>{t('labels.will')}</span>
          <span className="muted">{who(to)}</span>
        </div>
      </div>
    );
  }
  const { added, removed } = changesOf(from.content, to.content);
  const news = demands(from.content, to.content);
  return (
    <>
      <div className="move">
        <div className="move-v">
          <b>{from.number}</b>
          <span>{t('labels.now')}</span>
          <span className="muted">{who(from)}</span>
        </div>
        <Icon name="arrow" />
        <div className="move-v to">
          <b>{to.number}</b>
          <span>{t('labels.will')}</span>
          <span className="muted">{who(to)}</span>
        </div>
      </div>
      <div className="row-flex small">
        <span className="plus">{t('history.added', { count: added })}</span>
        <span className="minus">{t('history.removed', { count: removed })}</span>
      </div>
      <section className="scroll" aria-label={t('history.pair', { from: from.number, to: to.number })} {...scrollable}>
        <ContentDiff
          from={from.content}
          to={to.content}
          layout="inline"
          caption={t('history.pair', { from: from.number, to: to.number })}
        />
      </section>
      {news.length > 0 && (
        <Note kind="warn">
          {t('labels.newRequired', { count: news.length })}{' '}
          {news.map((name) => (
            <span key={name} className="var">
              {name}{' '}
            </span>
          ))}
        </Note>
      )}
    </>
  );
}

/** Variables that the new version requires and the old one did not: apps that do not send them get an error. */
function demands(from: Content, to: Content): string[] {
  const required = (content: Content) =>
    variablesOf(content)
      .filter((variable) => variable.required && variable.default === undefined)
      .map((variable) => variable.name);
  const before = new Set(required(from));
  return required(to).filter((name) => !before.has(name));
}
