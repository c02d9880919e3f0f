import type { PromptItem } from '@incipit/contract';
import { useQuery } from '@tanstack/react-query';
import { useMatch, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { queryClient, queryKeys } from '../../lib/query.js';
import { setTheme, themes } from '../../lib/theme.js';
import type { IconName } from '../../ui/icon.js';
import { canWrite, useWorkspace } from '../account/account.queries.js';
import { pathName, useCollections } from '../collections/collection.queries.js';
import { useCopy } from '../prompt/copy-name.js';
import { promptQuery } from '../prompt/prompt.queries.js';
import { useTags } from '../tags/tag.queries.js';

/** One thing that the palette can do. */
export interface Command {
  id: string;
  name: string;
  detail?: string;
  icon?: IconName;
  prompt?: PromptItem;
  keys?: string[];
  run: () => void;
}

export interface CommandGroup {
  id: string;
  name: string;
  commands: Command[];
}

const mostPrompts = 6;
const mostPlaces = 6;

/** All that fits what is typed: prompts of the server, then what can be done with the current one, places, deeds. */
export function useCommands(text: string, onKeys: () => void): { groups: CommandGroup[]; isSearching: boolean } {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const q = text.trim();
  const found = useQuery({
    queryKey: queryKeys.prompts(workspace.id, 'palette', q),
    queryFn: async ({ signal }) =>
      (await client.prompts.list({ workspaceId: workspace.id, q: q || undefined, limit: mostPrompts }, { signal })).data
        .items,
    placeholderData: (before) => before,
  });
  const navigate = useNavigate();
  const fits = (command: Command) => `${command.name} ${command.detail ?? ''}`.toLowerCase().includes(q.toLowerCase());
  const prompts = (found.data ?? []).map(
    (prompt): Command => ({
      id: prompt.id,
      name: prompt.title,
      detail: prompt.name,
      prompt,
      run: () => void navigate({ to: '/p/$id', params: { id: prompt.id } }),
    }),
  );
  const here = useCurrentPrompt().filter(fits);
  const places = usePlaces()
    .filter(fits)
    .slice(0, q ? mostPlaces : 3);
  const deeds = useDeeds(q, onKeys).filter((command) => command.id === 'new' || fits(command));
  const current = here[0]?.detail ?? '';
  const groups = [
    { id: 'prompts', name: t('palette.prompts'), commands: prompts },
    { id: 'here', name: current, commands: here.map(({ detail: _, ...command }) => command) },
    { id: 'places', name: t('palette.places'), commands: places },
    { id: 'deeds', name: t('palette.deeds'), commands: deeds },
  ];
  return { groups: groups.filter((group) => group.commands.length > 0), isSearching: found.isFetching };
}

function useCurrentPrompt(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const copy = useCopy();
  const id = useMatch({ from: '/app/p/$id', shouldThrow: false })?.params.id;
  const prompt = id ? queryClient.getQueryData(promptQuery(id).queryKey)?.prompt : undefined;
  if (!prompt) return [];
  const params = { id: prompt.id };
  const detail = prompt.title;
  return [
    { id: 'use', name: t('palette.use'), detail, icon: 'eye', run: () => void navigate({ to: '/p/$id', params }) },
    {
      id: 'edit',
      name: t('palette.edit'),
      detail,
      icon: 'pen',
      run: () => void navigate({ to: '/p/$id/edit', params }),
    },
    {
      id: 'history',
      name: t('palette.compare'),
      detail,
      icon: 'clock',
      run: () => void navigate({ to: '/p/$id/history', params }),
    },
    {
      id: 'link',
      name: t('prompt.copyLink'),
      detail,
      icon: 'link',
      run: () => copy(`${location.origin}/p/${prompt.id}`, t('copy.link')),
    },
    { id: 'name', name: t('prompt.copyName'), detail, icon: 'copy', run: () => copy(prompt.name, t('copy.name')) },
  ];
}

function usePlaces(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const collections = useCollections(workspace.id);
  const tags = useTags(workspace.id);
  const ws = workspace.id;
  return [
    { id: 'all', name: t('nav.all'), icon: 'list', run: () => void navigate({ to: '/', search: { ws } }) },
    {
      id: 'starred',
      name: t('nav.starred'),
      icon: 'star',
      run: () => void navigate({ to: '/', search: { ws, starred: '1' } }),
    },
    {
      id: 'trash',
      name: t('nav.trash'),
      icon: 'trash',
      run: () => void navigate({ to: '/', search: { ws, trash: '1' } }),
    },
    ...collections.map(
      (item): Command => ({
        id: item.id,
        name: pathName(item),
        detail: t('collections.one'),
        icon: 'folder',
        run: () => void navigate({ to: '/', search: { ws, in: item.id } }),
      }),
    ),
    ...tags.map(
      (tag): Command => ({
        id: tag.id,
        name: tag.name,
        detail: t('tags.count', { count: tag.promptCount }),
        icon: 'tag',
        run: () => void navigate({ to: '/', search: { ws, tag: [tag.name] } }),
      }),
    ),
    { id: 'keys', name: t('keys.title'), icon: 'key', run: () => void navigate({ to: '/settings/keys' }) },
    { id: 'profile', name: t('profile.title'), icon: 'user', run: () => void navigate({ to: '/settings/profile' }) },
    { id: 'sessions', name: t('sessions.title'), icon: 'lock', run: () => void navigate({ to: '/settings/sessions' }) },
    {
      id: 'appearance',
      name: t('appearance.title'),
      icon: 'moon',
      run: () => void navigate({ to: '/settings/appearance' }),
    },
  ];
}

function useDeeds(q: string, onKeys: () => void): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const make: Command = {
    id: 'new',
    name: q ? t('palette.newCalled', { title: q }) : t('action.newPrompt'),
    icon: 'plus',
    keys: ['C'],
    run: () => void navigate({ to: '/new', search: { title: q || undefined } }),
  };
  return [
    ...(canWrite(workspace) ? [make] : []),
    ...themes.map(
      (theme): Command => ({
        id: theme,
        name: t('palette.theme', { theme: t(`theme.${theme}`) }),
        icon: 'moon',
        run: () => setTheme(theme),
      }),
    ),
    { id: 'sheet', name: t('palette.allKeys'), icon: 'info', keys: ['?'], run: onKeys },
  ];
}
