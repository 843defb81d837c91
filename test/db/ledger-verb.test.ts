import { sql } from 'kysely';
import pc from 'picocolors';
import { beforeAll, expect, it } from 'vitest';
import { runPerennial } from '../../src/cli/run-perennial.ts';
import { openDatabase } from '../../src/db/database.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

beforeAll(async () => {
  await shop().enrol(['ann']);
  await recordEvents(shop().ctx(), PROGRAM, [purchase({ minor: 6_050 })]);
});

async function verify(...options: readonly string[]) {
  const printed: string[] = [];
  const documents: unknown[] = [];
  const exitCode = await runPerennial(['ledger', 'verify', ...options], {
    clock: { now: () => NOW },
    operator: 'test',
    output: {
      colors: pc.createColors(false),
      print: (line) => void printed.push(line),
      printJson: (value) => void documents.push(value),
      printError: (line) => void printed.push(line),
      hasPrintedJson: () => documents.length > 0,
    },
    readEnvironment: () =>
      readEnvironment({ DATABASE_URL: shop().database.appUrl, SMTP_URL: 'smtp://127.0.0.1:1025' }),
  });
  return { exitCode, printed: printed.join('\n'), documents };
}

it('tells a person that every invariant of a sound ledger holds', async () => {
  const { exitCode, printed } = await verify();
  expect(exitCode).toBe(0);
  expect(printed).toContain('holds  I1    every transaction has two lines or more');
  expect(printed).toContain('1 transactions, 6 lines, 3 lots');
  expect(printed).not.toContain('BROKEN');
});

it('names the first broken row, to people and machines, and fails', async () => {
  const owner = openDatabase(shop().database.ownerUrl, { connectionsMax: 1 });
  await sql`update balance set active = active + 1 where wallet = 'status'`.execute(owner);
  await owner.destroy();

  const { exitCode, printed } = await verify();
  expect(exitCode).toBe(1);
  expect(printed).toMatch(/BROKEN I3 .*\n {7}first: \{.*"wallet":"status".*\}/);
  expect(printed).toContain('the ledger is broken');

  const forMachines = await verify('--json');
  expect(forMachines).toMatchObject({
    exitCode: 1,
    printed: '',
    documents: [{ isSound: false, transactions: 1, postings: 6, lots: 3 }],
  });
});
