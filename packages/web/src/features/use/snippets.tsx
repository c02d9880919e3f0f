import type { FoundVariable } from '@incipit/template';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeTabs } from '../../ui/code-tabs.js';
import { type Typed, valueFor } from './filled.js';

interface SnippetsProps {
  name: string;
  label: string;
  variables: FoundVariable[];
  typed: Typed;
}

const longestValue = 60;

/** How an app asks for the same: with this label and, shortened, these values. */
export function Snippets({ name, label, variables, typed }: SnippetsProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<string>('curl');
  const values = Object.fromEntries(
    variables.map((variable) => [variable.name, exampleOf(variable, typed[variable.name])]),
  );
  const body = JSON.stringify({ label, variables: values }, null, 2);
  // A single quote would end the shell's string.
  const shellBody = body.replaceAll("'", `'\\''`);
  const tabs = {
    curl: `curl -X POST "$INCIPIT_URL/api/v1/prompts/by-name/${name}/render" \\
  -H "Authorization: Bearer $INCIPIT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${shellBody}'`,
    TypeScript: `import { createClient } from '@incipit/sdk';

const client = createClient({
  baseUrl: process.env.INCIPIT_URL,
  apiKey: process.env.INCIPIT_KEY,
});
const { data } = await client.render.byName(${JSON.stringify({ name, label, variables: values }, null, 2)});`,
  };
  return <CodeTabs label={t('use.fromCode')} tabs={tabs} current={tab} onChange={setTab} />;
}

function exampleOf(variable: FoundVariable, typed: string | boolean | undefined): unknown {
  try {
    const value = valueFor(variable, typed) ?? variable.default ?? '…';
    return typeof value === 'string' && value.length > longestValue ? `${value.slice(0, longestValue)} …` : value;
  } catch {
    // Half-typed JSON: the snippet shows a place for it.
    return '…';
  }
}
