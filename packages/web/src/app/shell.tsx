import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canWrite, useWorkspace } from '../features/account/account.queries.js';
import { KeySheet } from '../features/palette/key-sheet.js';
import { Palette } from '../features/palette/palette.js';
import { useKeys } from '../lib/keys.js';
import { IconButton } from '../ui/button.js';
import { Modal } from '../ui/dialog.js';
import { Connection } from './connection.js';
import { Sidebar } from './sidebar.js';
import { WorkspaceMenu } from './workspace-menu.js';

/** The frame of every page behind the door: sidebar, the page, and what opens over both. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const { pathname } = useLocation();
  const [open, setOpen] = useState<'menu' | 'palette' | 'keys'>();
  const main = useRef<HTMLElement>(null);
  const close = () => setOpen(undefined);

  useKeys({
    'mod+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    c: () => canWrite(workspace) && void navigate({ to: '/new' }),
  });
  const [seen, setSeen] = useState(pathname);
  if (seen !== pathname) {
    setSeen(pathname);
    setOpen(undefined);
  }
  useEffect(() => {
    // What had the focus went away with the last page.
    if (pathname && document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className="app">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <aside className="side not-phone" aria-label={t('nav.sidebar')}>
        <Sidebar onPalette={() => setOpen('palette')} />
      </aside>
      <main className="main" id="main" tabIndex={-1} ref={main}>
        <header className="topbar">
          <IconButton kind="bare" icon="menu" label={t('nav.openMenu')} onClick={() => setOpen('menu')} />
          <WorkspaceMenu />
          <IconButton kind="bare" icon="search" label={t('nav.goto')} onClick={() => setOpen('palette')} />
          {canWrite(workspace) && (
            <IconButton
              kind="bare"
              icon="plus"
              label={t('action.newPrompt')}
              onClick={() => void navigate({ to: '/new' })}
            />
          )}
        </header>
        <Connection />
        <Outlet />
      </main>
      {open === 'menu' && (
        <Modal className="drawer side" onClose={close} label={{ 'aria-label': t('nav.sidebar') }}>
          <Sidebar onPalette={() => setOpen('palette')} />
        </Modal>
      )}
      {open === 'palette' && <Palette onClose={close} onKeys={() => setOpen('keys')} />}
      {open === 'keys' && <KeySheet onClose={close} />}
    </div>
  );
}
