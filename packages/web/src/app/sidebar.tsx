import { Link, useLocation, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { canWrite, useMe, useWorkspace } from '../features/account/account.queries.js';
import { CollectionTree } from '../features/collections/collection.tree.js';
import { usePromptCount } from '../features/library/library.queries.js';
import { TagNav } from '../features/tags/tag.nav.js';
import { formatNumber } from '../lib/format.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Mark } from '../ui/mark.js';
import { SettingsNav } from './settings-nav.js';
import { SignOut } from './sign-out.js';
import { WorkspaceMenu } from './workspace-menu.js';

/** The way through the library, or in the settings through these. */
export function Sidebar({ onPalette }: { onPalette: () => void }) {
  const { profile } = useMe();
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const isInSettings = pathname.startsWith('/settings');
  const name = profile.displayName || profile.username;
  return (
    <>
      {isInSettings ? <SettingsNav /> : <LibraryNav onPalette={onPalette} />}
      <div className="side-foot">
        <span className="face" aria-hidden="true">
          {name.charAt(0).toUpperCase()}
        </span>
        {name}
        <span className="end row-flex">
          {isInSettings ? (
            <SignOut />
          ) : (
            <Link
              className="btn btn-bare btn-sm btn-icon"
              to="/settings/profile"
              aria-label={t('nav.settings')}
              title={t('nav.settings')}
            >
              <Icon name="settings" />
            </Link>
          )}
        </span>
      </div>
    </>
  );
}

function LibraryNav({ onPalette }: { onPalette: () => void }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const total = usePromptCount(workspace.id);
  const isWriter = canWrite(workspace);
  return (
    <>
      <div className="side-top">
        <Link to="/" aria-label={t('nav.home')}>
          <Mark />
        </Link>
        <WorkspaceMenu />
        {isWriter && (
          <Link
            className="btn btn-sm btn-icon"
            to="/new"
            aria-label={t('action.newPrompt')}
            title={t('action.newPrompt')}
          >
            <Icon name="plus" />
          </Link>
        )}
      </div>
      <button type="button" className="goto" onClick={onPalette}>
        <Icon name="search" /> {t('nav.goto')} <kbd>Ctrl</kbd>
        <kbd>K</kbd>
      </button>
      <nav className="nav" aria-label={t('nav.library')}>
        <ul>
          <View icon="list" name={t('nav.all')} view={{}} count={total} />
          <View icon="star" name={t('nav.starred')} view={{ starred: '1' }} />
          {isWriter && <View icon="trash" name={t('nav.trash')} view={{ trash: '1' }} />}
        </ul>
      </nav>
      <CollectionTree workspace={workspace} />
      <TagNav workspace={workspace} />
    </>
  );
}

interface ViewProps {
  icon: IconName;
  name: string;
  view: { starred?: '1'; trash?: '1' };
  count?: number | undefined;
}

function View({ icon, name, view, count }: ViewProps) {
  const { pathname } = useLocation();
  const { ws, in: collection, tag, starred, trash } = useSearch({ strict: false });
  const isHere = pathname === '/' && !collection && !tag && starred === view.starred && trash === view.trash;
  return (
    <li>
      <Link
        to="/"
        search={{ ws, ...view }}
        aria-current={isHere ? 'page' : undefined}
        // Else every view would count as a part of "All prompts", and both as the current page.
        activeOptions={{ exact: true }}
        activeProps={{}}
      >
        <Icon name={icon} />
        {name}
        {count !== undefined && <span className="n">{formatNumber(count)}</span>}
      </Link>
    </li>
  );
}
