import './ui/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.js';
import { startI18n } from './lib/i18n.js';
import { queryClient } from './lib/query.js';
import { onSessionEnd } from './lib/session.js';

const container = document.getElementById('app');
if (!container) throw new Error('The page has no #app.');

onSessionEnd(() => {
  queryClient.clear();
  // The guard of the route sends to the sign-in page, and back here after it.
  void router.invalidate();
});

await startI18n();
createRoot(container).render(
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
