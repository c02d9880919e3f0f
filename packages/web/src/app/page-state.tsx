import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../lib/title.js';
import { Blank, Failed } from '../ui/states.js';

/** An address that nothing answers to, or a thing that one may not see: the same words for both. */
export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('notFound.title'));
  return (
    <div className="page-state">
      <Blank
        heading="h1"
        title={t('notFound.title')}
        actions={
          <Link className="btn" to="/">
            {t('notFound.back')}
          </Link>
        }
      >
        {t('notFound.text')}
      </Blank>
    </div>
  );
}

/** The same where there is no frame around it. */
export const NotFoundPage = () => (
  <main>
    <NotFound />
  </main>
);

/** A page that could not be loaded. */
export function PageFailed({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset?.();
    void router.invalidate();
  };
  return (
    <div className="page-state">
      <Failed title={t('state.page')} error={error} onRetry={retry} />
    </div>
  );
}

export const FailedPage = (props: { error: unknown; reset?: () => void }) => (
  <main>
    <PageFailed {...props} />
  </main>
);
