import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.js';
import { useCopy } from '../prompt/copy-name.js';
import { type FilledMessage, type FilledPrompt, type Piece, paragraphsOf } from './filled.js';

interface ResultProps {
  filled: FilledPrompt;
  as: 'reading' | 'exact';
  isChat: boolean;
}

/** The filled prompt on a sheet. Values are underlined, missing ones dashed and named; no character is changed. */
export function Result({ filled, as, isChat }: ResultProps) {
  const { t } = useTranslation();
  return (
    <article className={`sheet ${as === 'exact' ? 'is-exact' : ''}`} aria-live="polite" aria-label={t('use.filled')}>
      {filled.messages.map((message) => (
        <Fragment key={message.at}>
          {isChat && <MessageHead message={message} />}
          {as === 'exact' ? <Exact message={message} /> : <Reading pieces={message.pieces} />}
        </Fragment>
      ))}
    </article>
  );
}

function MessageHead({ message }: { message: FilledMessage }) {
  const { t } = useTranslation();
  const copy = useCopy();
  const role = t(`role.${message.role ?? 'user'}`);
  return (
    <h3 className="sheet-role">
      {role}
      {message.text && (
        <IconButton
          kind="bare"
          isSmall
          icon="copy"
          label={t('use.copyMessage', { role })}
          onClick={() => copy(message.text, t('use.copied'))}
        />
      )}
    </h3>
  );
}

function Reading({ pieces }: { pieces: Piece[] }) {
  return paragraphsOf(pieces).map((paragraph) => (
    <p key={paragraph[0]?.at}>
      {paragraph.some((piece) => piece.kind === 'missing') && (
        <span className="gloss" aria-hidden="true">
          ¶
        </span>
      )}
      <Pieces pieces={paragraph} />
    </p>
  ));
}

function Exact({ message }: { message: FilledMessage }) {
  return (
    <p>
      <Pieces pieces={message.pieces} />
    </p>
  );
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  const classes = { value: 'val', missing: 'var var-miss' };
  return pieces.map(({ at, kind, text }) =>
    kind === 'text' ? (
      text
    ) : (
      <span key={at} className={classes[kind]}>
        {text}
      </span>
    ),
  );
}
