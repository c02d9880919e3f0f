import { useEffect } from 'react';

/** The title of the page, in the tab and in the browser's history. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Incipit` : 'Incipit';
  }, [title]);
}
