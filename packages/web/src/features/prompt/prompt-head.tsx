import type { Prompt } from '@incipit/contract';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../ui/icon.js';
import { LabelMark, orderedLabels } from '../../ui/label-mark.js';
import { Menu } from '../../ui/menu.js';
import { StarButton } from '../../ui/star-button.js';
import { TagMark } from '../../ui/tag-mark.js';
import { useCollections } from '../collections/collection.queries.js';
import { useStar } from '../library/library.queries.js';
import { CopyName } from './copy-name.js';
import { usePromptActions } from './prompt.actions.js';
import type { PromptState } from './prompt.queries.js';

const DetailsDialog = lazy(async () => ({ default: (await import('./details.dialog.js')).DetailsDialog }));
const LabelDialog = lazy(async () => ({ default: (await import('../labels/label.dialog.js')).LabelDialog }));

const seen: Record<Prompt['visibility'], IconName> = { private: 'lock', link: 'link', public: 'globe' };

interface HeadProps {
  state: PromptState;
  isWriter: boolean;
  isOwner: boolean;
}

export function PromptHead({ state, isWriter, isOwner }: HeadProps) {
  const { t } = useTranslation();
  const { prompt } = state;
  const star = useStar();
  const actions = usePromptActions(prompt);
  const [open, setOpen] = useState<'details' | { label: string | undefined }>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Crumbs prompt={prompt} />
      <div className="p-title">
        <h1>{prompt.title}</h1>
        <StarButton
          isOn={prompt.starred ?? false}
          label={t('star.this')}
          onToggle={() => star.mutate({ id: prompt.id, starred: !prompt.starred })}
        />
        <div className="p-acts">
          <span className="p-seen not-phone">
            <Icon name={seen[prompt.visibility]} /> {t(`visibility.${prompt.visibility}`)}
          </span>
          <Menu
            className="btn btn-icon"
            label={t('prompt.more')}
            button={<Icon name="more" />}
            items={[
              ...(isWriter
                ? ([
                    { id: 'details', label: t('prompt.details'), icon: 'pen', onSelect: () => setOpen('details') },
                    {
                      id: 'label',
                      label: t('labels.move'),
                      icon: 'label',
                      onSelect: () => setOpen({ label: undefined }),
                    },
                    { id: 'copy', label: t('prompt.duplicate'), icon: 'copy', onSelect: actions.duplicate },
                  ] as const)
                : []),
              { id: 'link', label: t('prompt.copyLink'), icon: 'link', onSelect: actions.copyLink },
              ...(isWriter
                ? ([{ id: 'trash', label: t('prompt.trash'), icon: 'trash', onSelect: actions.trash }] as const)
                : []),
            ]}
          />
        </div>
      </div>
      {prompt.description && <p className="p-desc">{prompt.description}</p>}
      <div className="p-meta">
        <CopyName name={prompt.name} />
        {prompt.tags.map((tag) => (
          <Link key={tag.id} className="tag" to="/" search={{ ws: prompt.workspaceId, tag: [tag.name] }}>
            <TagMark tag={tag} />
          </Link>
        ))}
        <span className="sep" />
        {orderedLabels(prompt.labels).map(([name, version]) =>
          isWriter && name !== 'latest' ? (
            <button
              key={name}
              type="button"
              className="label-button"
              title={t('labels.moveThis', { label: name })}
              onClick={() => setOpen({ label: name })}
            >
              <LabelMark name={name} version={version} />
            </button>
          ) : (
            <LabelMark key={name} name={name} version={version} />
          ),
        )}
      </div>
      <Suspense>
        {open === 'details' && <DetailsDialog state={state} isOwner={isOwner} onClose={close} />}
        {typeof open === 'object' && <LabelDialog prompt={prompt} label={open.label} onClose={close} />}
      </Suspense>
    </>
  );
}

function Crumbs({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation();
  const collection = useCollections(prompt.workspaceId).find((item) => item.id === prompt.collectionId);
  if (!collection) return <div className="crumbs not-phone" />;
  return (
    <nav className="crumbs not-phone" aria-label={t('collections.one')}>
      {collection.path.map((step, index) => (
        <span key={step.id} className="row-flex">
          {index > 0 && <Icon name="right" />}
          <Link to="/" search={{ ws: prompt.workspaceId, in: step.id }}>
            {step.name}
          </Link>
        </span>
      ))}
    </nav>
  );
}
