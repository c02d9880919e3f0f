import { IncipitError } from '@incipit/sdk';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../lib/failure.js';
import { Button } from './button.js';
import { Mark } from './mark.js';

/** Shows what waits only after 300 ms: what comes sooner needs no skeleton. */
export function useIsLate(): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}

const widths = ['sk-1 sk-2', 'sk-5 sk-6', 'sk-1 sk-4', 'sk-5 sk-2', 'sk-1 sk-6', 'sk-5 sk-4'];

export function Loading({ label }: { label: string }) {
  const isLate = useIsLate();
  return (
    <div role="status" className="loading">
      <span className="vh">{label}</span>
      {isLate &&
        widths.map((pair) => {
          const [title, line] = pair.split(' ');
          return (
            <div className="sk-row" key={pair}>
              <span className="kind" aria-hidden="true">
                ¶
              </span>
              <span>
                <span className={`sk sk-t ${title}`} />
                <span className={`sk ${line}`} />
              </span>
              <span className="sk" />
              <span className="sk sk-s" />
            </div>
          );
        })}
    </div>
  );
}

/** A page, or part of one, with nothing to show: why, and the way out. */
export function Blank({
  title,
  children,
  actions,
  hasMark = false,
  heading: Heading = 'h2',
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  hasMark?: boolean;
  /** `h1` where this is the whole page. */
  heading?: 'h1' | 'h2';
}) {
  return (
    <div className="blank">
      {hasMark && <Mark className="ghost" />}
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div className="row-flex">{actions}</div>}
    </div>
  );
}

/** What failed, what is safe, what to do. */
export function Failed({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const requestId = error instanceof IncipitError ? error.requestId : undefined;
  return (
    <div className="blank" role="alert">
      <h2>{title}</h2>
      <p>
        {sentenceOf(error, t)} {t('state.safe')}{' '}
        {requestId && (
          <>
            {t('state.tell')} <code>{requestId}</code>
          </>
        )}
      </p>
      <div className="row-flex">
        <Button icon="refresh" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      </div>
    </div>
  );
}
