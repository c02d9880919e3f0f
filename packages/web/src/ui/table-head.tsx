import { useTranslation } from 'react-i18next';

/** The head of a table of things one can do something with: a column for each name, and one for the buttons. */
export function TableHead({ columns }: { columns: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {columns.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        <th scope="col">
          <span className="vh">{t('table.actions')}</span>
        </th>
      </tr>
    </thead>
  );
}
