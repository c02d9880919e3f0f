import type { Workspace } from '@incipit/contract';
import { Link, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/format.js';
import { IconButton } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { canWrite } from '../account/account.queries.js';
import { CollectionDialog, type CollectionTask } from './collection.dialog.js';
import { type Branch, treeOf, useCollections } from './collection.queries.js';

/** The folders of a workspace. What a folder can do is in its menu, by mouse and by keyboard. */
export function CollectionTree({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const id = useId();
  const collections = useCollections(workspace.id);
  const [task, setTask] = useState<CollectionTask>();
  return (
    <nav className="nav tree" aria-labelledby={id}>
      <div className="side-head">
        <h2 id={id}>{t('collections.title')}</h2>
        {canWrite(workspace) && (
          <IconButton
            kind="bare"
            isSmall
            icon="plus"
            label={t('collections.new')}
            onClick={() => setTask({ kind: 'create', parentId: null })}
          />
        )}
      </div>
      <Level branches={treeOf(collections)} onTask={canWrite(workspace) ? setTask : undefined} />
      {task && (
        <CollectionDialog
          task={task}
          workspaceId={workspace.id}
          collections={collections}
          onClose={() => setTask(undefined)}
        />
      )}
    </nav>
  );
}

type OnTask = ((task: CollectionTask) => void) | undefined;

function Level({ branches, onTask }: { branches: Branch[]; onTask: OnTask }) {
  return (
    <ul>
      {branches.map((branch) => (
        <Node key={branch.id} branch={branch} onTask={onTask} />
      ))}
    </ul>
  );
}

function Node({ branch, onTask }: { branch: Branch; onTask: OnTask }) {
  const { t } = useTranslation();
  const { ws, in: current } = useSearch({ strict: false });
  const [isOpen, setIsOpen] = useState(branch.path.length === 1);
  const hasChildren = branch.children.length > 0;
  return (
    <li>
      <div className="nav-row">
        {hasChildren && (
          <button
            type="button"
            className="twist"
            aria-expanded={isOpen}
            aria-label={t('collections.inside', { name: branch.name })}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Icon name={isOpen ? 'down' : 'right'} />
          </button>
        )}
        <Link
          to="/"
          search={{ ws, in: branch.id }}
          aria-current={current === branch.id ? 'page' : undefined}
          activeProps={{}}
        >
          {!hasChildren && <Icon name="folder" />}
          <span className="nav-name">{branch.name}</span>
          <span className="n">{formatNumber(branch.deepCount)}</span>
        </Link>
        {onTask && (
          <Menu
            className="btn btn-bare btn-sm btn-icon nav-more"
            label={t('collections.actions', { name: branch.name })}
            button={<Icon name="more" />}
            items={[
              {
                id: 'in',
                label: t('collections.newInside'),
                icon: 'plus',
                onSelect: () => onTask({ kind: 'create', parentId: branch.id }),
              },
              {
                id: 'edit',
                label: t('collections.edit'),
                icon: 'pen',
                onSelect: () => onTask({ kind: 'edit', collection: branch }),
              },
              {
                id: 'delete',
                label: t('collections.delete'),
                icon: 'trash',
                onSelect: () => onTask({ kind: 'delete', collection: branch }),
              },
            ]}
          />
        )}
      </div>
      {hasChildren && isOpen && <Level branches={branch.children} onTask={onTask} />}
    </li>
  );
}
