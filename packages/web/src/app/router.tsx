import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router';
import { instanceQuery, meQuery } from '../features/account/account.queries.js';
import { readLibrarySearch } from '../features/library/library.search.js';
import { queryClient } from '../lib/query.js';
import { accessToken } from '../lib/session.js';
import { Toasts } from '../ui/toast.js';
import { FailedPage, NotFound, NotFoundPage, PageFailed } from './page-state.js';
import { parseSearch, stringifySearch } from './search-params.js';
import { Shell } from './shell.js';

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
  notFoundComponent: NotFoundPage,
});

/** Who is not signed in signs in, or sets the server up, and comes back. */
async function requireSession({ location }: { location: ParsedLocation }): Promise<void> {
  if (await accessToken()) {
    await queryClient.ensureQueryData(meQuery);
    return;
  }
  const { needsSetup } = await queryClient.fetchQuery(instanceQuery);
  if (needsSetup) throw redirect({ to: '/setup' });
  throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } });
}

const readNext = (raw: Record<string, unknown>): { next?: string } => ({
  // Only a path of this site: never `//elsewhere`.
  next: typeof raw.next === 'string' && /^\/(?![/\\])/.test(raw.next) ? raw.next : undefined,
});

const door = () => import('../features/door/door.pages.js');
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(door, 'SetupPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readNext,
  component: lazyRouteComponent(door, 'SignInPage'),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: readNext,
  component: lazyRouteComponent(door, 'SignUpPage'),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  component: lazyRouteComponent(door, 'InvitePage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: requireSession,
  component: Shell,
  errorComponent: FailedPage,
});

const library = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: readLibrarySearch,
  component: lazyRouteComponent(() => import('../features/library/library.page.js'), 'LibraryPage'),
});
const newPrompt = createRoute({
  getParentRoute: () => app,
  path: '/new',
  validateSearch: (raw: Record<string, unknown>): { title?: string; in?: string; ws?: string } => ({
    title: typeof raw.title === 'string' ? raw.title : undefined,
    in: typeof raw.in === 'string' ? raw.in : undefined,
    ws: typeof raw.ws === 'string' ? raw.ws : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/editor/new.page.js'), 'NewPage'),
});

const prompt = createRoute({
  getParentRoute: () => app,
  path: '/p/$id',
  component: lazyRouteComponent(() => import('../features/prompt/prompt.page.js'), 'PromptPage'),
});
const use = createRoute({
  getParentRoute: () => prompt,
  path: '/',
  component: lazyRouteComponent(() => import('../features/use/use.page.js'), 'UsePage'),
});
const edit = createRoute({
  getParentRoute: () => prompt,
  path: '/edit',
  component: lazyRouteComponent(() => import('../features/editor/edit.page.js'), 'EditPage'),
});
const number = (value: unknown): number | undefined => {
  const parsed = Number(value);
  return Number.isInteger(parsed) && parsed > 0 ? parsed : undefined;
};
const history = createRoute({
  getParentRoute: () => prompt,
  path: '/history',
  validateSearch: (raw: Record<string, unknown>): { from?: number; to?: number; layout?: 'split' | 'inline' } => ({
    from: number(raw.from),
    to: number(raw.to),
    layout: raw.layout === 'inline' || raw.layout === 'split' ? raw.layout : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/history/history.page.js'), 'HistoryPage'),
});
const activity = createRoute({
  getParentRoute: () => prompt,
  path: '/activity',
  component: lazyRouteComponent(() => import('../features/activity/activity.page.js'), 'ActivityPage'),
});

const settings = () => import('../features/settings/settings.pages.js');
const settingsRoute = <Path extends string>(path: Path, page: keyof Awaited<ReturnType<typeof settings>>) =>
  createRoute({ getParentRoute: () => app, path, component: lazyRouteComponent(settings, page) });
const profile = settingsRoute('/settings/profile', 'ProfilePage');
const sessions = settingsRoute('/settings/sessions', 'SessionsPage');
const workspace = createRoute({
  getParentRoute: () => app,
  path: '/settings/workspace',
  component: lazyRouteComponent(() => import('../features/workspace/workspace.page.js'), 'WorkspacePage'),
});
const keys = settingsRoute('/settings/keys', 'KeysPage');
const appearance = settingsRoute('/settings/appearance', 'AppearancePage');

const routeTree = root.addChildren([
  setup,
  signIn,
  signUp,
  invite,
  app.addChildren([
    library,
    newPrompt,
    prompt.addChildren([use, edit, history, activity]),
    profile,
    sessions,
    workspace,
    keys,
    appearance,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
