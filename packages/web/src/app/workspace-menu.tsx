import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rememberWorkspace, useMe, useWorkspace } from '../features/account/account.queries.js';
import { Icon } from '../ui/icon.js';
import { Menu } from '../ui/menu.js';

/** Which library one is in, and the way to another. */
export function WorkspaceMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { workspaces } = useMe();
  const current = useWorkspace();
  const items = workspaces.map((workspace) => ({
    id: workspace.id,
    label: workspace.name,
    isChosen: workspace.id === current.id,
    onSelect: () => {
      rememberWorkspace(workspace.id);
      void navigate({ to: '/', search: { ws: workspace.id } });
    },
  }));
  return (
    <Menu
      className="ws"
      label={t('nav.workspace', { name: current.name })}
      button={
        <>
          <span className="ws-name">{current.name}</span> <Icon name="up-down" />
        </>
      }
      items={items}
    />
  );
}
