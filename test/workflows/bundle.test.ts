import { expect, it } from 'vitest';
import { workflowBundle } from '../support/temporal.ts';
import './quiet-runtime.ts';

const BYTES_MAX = 2_000_000;

it('the workflows’ bundle is small, and holds nothing that reaches out', async () => {
  const { code } = await workflowBundle();
  expect(code.length).toBeLessThan(BYTES_MAX);
  expect(code).toContain('./src/workflows/member.ts');
  for (const part of ['src/services/', 'src/db/', 'src/adapters/', 'src/activities/']) {
    expect(code).not.toContain(`./${part}`);
  }
  for (const name of ['zod', 'pg', 'kysely', 'nodemailer', 'liquidjs', 'temporal-polyfill']) {
    expect(code).not.toContain(`node_modules/${name}/`);
  }
});
