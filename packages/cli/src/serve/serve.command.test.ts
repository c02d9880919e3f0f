import { settings } from '@incipit/server/settings';
import { expect, test } from 'vitest';
import { incipit } from '../testing/program.js';

test('the help names every setting, with its default', async () => {
  const { code, out } = await incipit(['serve', '--help']).ended;
  expect(code).toBe(0);
  for (const setting of Object.values(settings)) {
    const line = out.split('\n').find((each) => each.startsWith(`  ${setting.name} `));
    expect(line).toContain(setting.description);
    if (setting.default) expect(line).toContain(`(${setting.default})`);
  }
});
