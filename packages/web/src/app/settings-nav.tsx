import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.js';

export function SettingsNav() {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <div className="side-top">
        <Link className="btn btn-bare btn-icon" to="/" aria-label={t('nav.back')} title={t('nav.back')}>
          <Icon name="back" />
        </Link>
        <span className="brand">{t('nav.settings')}</span>
      </div>
      <nav className="nav" aria-labelledby={id}>
        <h2 id={id}>{t('nav.you')}</h2>
        <ul>
          <li>
            <Link to="/settings/profile">
              <Icon name="user" />
              {t('profile.title')}
            </Link>
          </li>
          <li>
            <Link to="/settings/sessions">
              <Icon name="lock" />
              {t('sessions.title')}
            </Link>
          </li>
          <li>
            <Link to="/settings/workspace">
              <Icon name="folder" />
              {t('workspace.title')}
            </Link>
          </li>
          <li>
            <Link to="/settings/keys">
              <Icon name="key" />
              {t('keys.title')}
            </Link>
          </li>
          <li>
            <Link to="/settings/appearance">
              <Icon name="moon" />
              {t('appearance.title')}
            </Link>
          </li>
        </ul>
      </nav>
    </>
  );
}
