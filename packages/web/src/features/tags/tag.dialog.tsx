import type { Tag } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { refreshLibrary } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { type Pigment, pigmentOf, pigments } from '../../ui/pigment.js';

export interface TagTask {
  kind: 'edit' | 'delete';
  tag: Tag;
}

/** Renames and recolours a tag, or takes it off all its prompts. */
export function TagDialog({ task: { kind, tag }, onClose }: { task: TagTask; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(tag.name);
  const [pigment, setPigment] = useState<Pigment>(pigmentOf(tag));
  const change = useMutation({
    mutationFn: async () => {
      const { etag } = await client.tags.get({ id: tag.id });
      if (kind === 'delete') return client.tags.remove({ id: tag.id }, { ifMatch: etag });
      return client.tags.update({ id: tag.id, name, color: pigments[pigment] }, { ifMatch: etag });
    },
    onSuccess: async () => {
      await refreshLibrary();
      onClose();
    },
  });
  return (
    <Dialog
      isNarrow
      title={t(kind === 'edit' ? 'tags.editTitle' : 'tags.deleteTitle', { name: tag.name })}
      onClose={onClose}
      onSubmit={() => change.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={change.isPending}>
            {t(kind === 'edit' ? 'action.save' : 'tags.delete')}
          </Button>
        </>
      }
    >
      {change.isError && !fieldError(change.error, 'name') && <Note kind="bad">{sentenceOf(change.error, t)}</Note>}
      {kind === 'delete' ? (
        <p className="second">{t('tags.deleteText', { count: tag.promptCount })}</p>
      ) : (
        <>
          <TextField
            data-focus
            label={t('tags.name')}
            value={name}
            maxLength={limits.tag}
            required
            onChange={(event) => setName(event.target.value)}
            error={fieldError(change.error, 'name')}
          />
          <fieldset>
            <legend className="field-label">{t('tags.colour')}</legend>
            <div className="pigments">
              {(Object.keys(pigments) as Pigment[]).map((item) => (
                <label key={item} className="row-flex small">
                  <input type="radio" name="pigment" checked={pigment === item} onChange={() => setPigment(item)} />
                  <span className={`dot dot-${item}`} /> {t(`pigment.${item}`)}
                </label>
              ))}
            </div>
          </fieldset>
        </>
      )}
    </Dialog>
  );
}
