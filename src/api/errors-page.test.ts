import path from 'node:path';
import { expect, it } from 'vitest';
import { errorsPage } from './errors-page.ts';

it('docs/errors.md says what the registry says (renew it with `npx vitest run --project unit src/api/errors-page.test.ts -u`)', async () => {
  await expect(errorsPage()).toMatchFileSnapshot(path.resolve(import.meta.dirname, '../../docs/errors.md'));
});
