import type { ApiKey } from '@incipit/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { CodeTabs } from '../../ui/code-tabs.js';
import { useCopy } from '../prompt/copy-name.js';

/** The secret, once, with copy and ready snippets. It goes only after one said that it is safe. */
export function KeySecret({ made, onDone }: { made: ApiKey & { secret: string }; onDone: () => void }) {
  const { t } = useTranslation();
  const copy = useCopy();
  const [isSafe, setIsSafe] = useState(false);
  const [tab, setTab] = useState('.env');
  const url = location.origin;
  const tabs = {
    '.env': `INCIPIT_URL=${url}\nINCIPIT_KEY=${made.secret}`,
    curl: `curl "${url}/api/v1/prompts?limit=10" \\\n  -H "Authorization: Bearer ${made.secret}"`,
    TypeScript: `import { createClient } from '@incipit/sdk';

const client = createClient({ baseUrl: '${url}', apiKey: process.env.INCIPIT_KEY });
const { data } = await client.prompts.getByName({ name: 'my-prompt' });`,
  };
  return (
    <section className="secret" aria-labelledby="key-made">
      <div>
        <h2 id="key-made">{t('keys.made', { name: made.name })}</h2>
        <p className="second">{t('keys.madeText')}</p>
      </div>
      <div className="secret-line">
        <code>{made.secret}</code>
        <Button kind="ink" icon="copy" onClick={() => copy(made.secret, t('keys.copied'))}>
          {t('action.copy')}
        </Button>
      </div>
      <CodeTabs label={t('keys.snippets')} tabs={tabs} current={tab} onChange={setTab} />
      <div className="row-flex">
        <label className="row-flex">
          <input type="checkbox" checked={isSafe} onChange={(event) => setIsSafe(event.target.checked)} />{' '}
          {t('keys.safe')}
        </label>
        <Button isSmall className="end" aria-disabled={!isSafe} onClick={onDone}>
          {t('action.done')}
        </Button>
      </div>
    </section>
  );
}
