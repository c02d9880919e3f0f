import type { Workspace } from '@incipit/contract';
import { Link, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/format.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { pigmentOf } from '../../ui/pigment.js';
import { canWrite } from '../account/account.queries.js';
import { TagDialog, type TagTask } from './tag.dialog.js';
import { useTags } from './tag.queries.js';

const shownAtFirst = 6;

/** The tags of a workspace, the most used first. */
export function TagNav({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const id = useId();
  const { ws, tag: current } = useSearch({ strict: false });
  const [isWhole, setIsWhole] = useState(false);
  const [task, setTask] = useState<TagTask>();
  const tags = useTags(workspace.id).toSorted((a, b) => b.promptCount - a.promptCount);
  if (tags.length === 0) return null;
  return (
    <nav className="nav" aria-labelledby={id}>
      <div className="side-head">
        <h2 id={id}>{t('tags.title')}</h2>
      </div>
      <ul>
        {(isWhole ? tags : tags.slice(0, shownAtFirst)).map((tag) => (
          <li key={tag.id} className="nav-row">
            <Link
              to="/"
              search={{ ws, tag: [tag.name] }}
              aria-current={current?.includes(tag.name) ? 'page' : undefined}
              activeProps={{}}
            >
              <span className={`dot dot-${pigmentOf(tag)}`} />
              <span className="nav-name">{tag.name}</span>
              <span className="n">{formatNumber(tag.promptCount)}</span>
            </Link>
            {canWrite(workspace) && (
              <Menu
                className="btn btn-bare btn-sm btn-icon nav-more"
                label={t('tags.actions', { name: tag.name })}
                button={<Icon name="more" />}
                items={[
                  { id: 'edit', label: t('tags.edit'), icon: 'pen', onSelect: () => setTask({ kind: 'edit', tag }) },
                  {
                    id: 'delete',
                    label: t('tags.delete'),
                    icon: 'trash',
                    onSelect: () => setTask({ kind: 'delete', tag }),
                  },
                ]}
              />
            )}
          </li>
        ))}
        {!isWhole && tags.length > shownAtFirst && (
          <li>
            <button type="button" className="nav-all" onClick={() => setIsWhole(true)}>
              <Icon name="more" />
              {t('tags.all', { count: tags.length })}
            </button>
          </li>
        )}
      </ul>
      {task && <TagDialog task={task} onClose={() => setTask(undefined)} />}
    </nav>
  );
}
