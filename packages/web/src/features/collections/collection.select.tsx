import type { Collection } from '@incipit/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.js';
import { pathName } from './collection.queries.js';

interface SelectProps {
  collections: readonly Collection[];
  value: string | null;
  onChange: (id: string | null) => void;
  /** What stands for no collection; left out: one has to be chosen. */
  none?: string;
  label?: string;
  hint?: ReactNode;
}

/** Chooses one collection, or none. */
export function CollectionSelect({ collections, value, onChange, none, label, hint }: SelectProps) {
  const { t } = useTranslation();
  return (
    <Field label={label ?? t('collections.one')} hint={hint}>
      {(props) => (
        <select
          className="input"
          {...props}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value || null)}
        >
          {none !== undefined && <option value="">{none}</option>}
          {collections.map((item) => (
            <option key={item.id} value={item.id}>
              {pathName(item)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
