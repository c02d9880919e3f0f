import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../lib/format.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import type { Edits } from './draft-place.js';
import type { Found } from './kept-edits.js';

interface OfferProps {
  /** Where no heading of the page stands above. */
  heading?: string | undefined;
  offers: Found[];
  preview: (edits: Edits) => ReactNode;
  onContinue: (found: Found) => void;
  onDiscard: (found: Found) => void;
}

/** Edits from before, from here or another device: one looks at them, and goes on or lets them go. */
export function DraftOffer({ heading, offers, preview, onContinue, onDiscard }: OfferProps) {
  const { t } = useTranslation();
  const isOne = offers.length === 1;
  return (
    <div className="offer">
      {heading && <h1>{heading}</h1>}
      {!isOne && <Note kind="warn">{t('draft.two')}</Note>}
      {offers.map((found, index) => (
        <section key={found.where} aria-label={t(`draft.${found.where}`)}>
          <Note
            kind="info"
            actions={
              <>
                <Button isSmall onClick={() => onDiscard(found)}>
                  {t('draft.discard')}
                </Button>
                <Button isSmall kind={index === 0 ? 'ink' : undefined} onClick={() => onContinue(found)}>
                  {t('draft.continue')}
                </Button>
              </>
            }
          >
            <b>{isOne ? t('draft.offer') : t(`draft.${found.where}`)}</b> <Begun found={found} isOne={isOne} />
          </Note>
          {preview(found.edits)}
        </section>
      ))}
    </div>
  );
}

function Begun({ found: { where, at, edits }, isOne }: { found: Found; isOne: boolean }) {
  const { t } = useTranslation();
  const when = formatMoment(at);
  const version = edits.baseVersion;
  const words = version === null ? t('draft.when', { when }) : t('draft.whenFrom', { when, version });
  return isOne && where === 'here' ? `${words} ${t('draft.onlyHere')}` : words;
}
