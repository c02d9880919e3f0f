import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, setLanguage } from '../../lib/i18n.js';
import { areSingleKeysOn, setSingleKeys } from '../../lib/keys.js';
import { setTheme, themes, useTheme } from '../../lib/theme.js';
import { useTitle } from '../../lib/title.js';
import { Seg } from '../../ui/seg.js';

/** How this browser shows things. None of it is sent to the server. */
export function AppearancePage() {
  const { t, i18n } = useTranslation();
  useTitle(t('appearance.title'));
  const theme = useTheme();
  const [hasKeys, setHasKeys] = useState(areSingleKeysOn);
  const codes = Object.keys(languages) as Language[];
  return (
    <div className="set">
      <div>
        <h1>{t('appearance.title')}</h1>
        <p className="second">{t('appearance.text')}</p>
      </div>
      <section className="stack set-narrow">
        <h2>{t('appearance.theme')}</h2>
        <Seg
          label={t('appearance.theme')}
          value={theme}
          options={themes.map((value) => ({ value, name: t(`theme.${value}`) }))}
          onChange={setTheme}
        />
        <h2>{t('appearance.language')}</h2>
        <Seg
          label={t('appearance.language')}
          value={i18n.language as Language}
          options={codes.map((value) => ({ value, name: languages[value] }))}
          onChange={(value) => void setLanguage(value)}
        />
        <h2>{t('appearance.keys')}</h2>
        <label className="row-flex">
          <input
            type="checkbox"
            checked={hasKeys}
            onChange={(event) => {
              setSingleKeys(event.target.checked);
              setHasKeys(event.target.checked);
            }}
          />{' '}
          {t('appearance.singleKeys')}
        </label>
      </section>
    </div>
  );
}
