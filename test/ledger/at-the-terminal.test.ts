import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { promptAt } from '../../src/cli/prompt.fixture.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { approveAdjustment } from '../../src/services/approval/decide-approval.ts';
import { listApprovals } from '../../src/services/approval/list-approvals.ts';
import { PROGRAM } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { NOW, withInstructedShop } from './instructed-shop.ts';

const { shop, ctx, memberWith, beansOf, brokenInvariants } = withInstructedShop();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'opening-'));
});
afterAll(() => rm(folder, { recursive: true }));

const perennial = promptAt({
  now: NOW,
  readEnvironment: () =>
    readEnvironment({ DATABASE_URL: shop().database.appUrl, SMTP_URL: 'smtp://127.0.0.1:1025' }),
});

it('points are passed on, added and taken', async () => {
  const [ada, bob] = [await memberWith(80), await memberWith(0)];
  const gift = ['--wallet', 'beans', '--points', '30', '--reason', 'a gift', '--id', 'gift'];
  const moved = await perennial('ledger', 'transfer', ada, '--to', bob, ...gift);
  expect(moved).toMatchObject({ exitCode: 0, printed: expect.stringMatching(/^posted as txn_/) });
  const again = await perennial('ledger', 'transfer', ada, '--to', bob, ...gift);
  expect(again.printed).toMatch(/^posted before, as txn_/);
  const words = ['--wallet', 'beans', '--reason', 'a mistake'];
  expect(await perennial('ledger', 'adjust', bob, ...words, '--take', '10')).toMatchObject({ exitCode: 0 });
  expect(await perennial('ledger', 'adjust', bob, ...words, '--add', '5')).toMatchObject({ exitCode: 0 });
  expect([await beansOf(ada), await beansOf(bob)]).toMatchObject([{ active: 50 }, { active: 25 }]);
  expect(await perennial('ledger', 'adjust', bob, ...words)).toMatchObject({ exitCode: 2 });
});

it('what goes beyond the limit is asked for, approved by somebody else, and carried out', async () => {
  const ada = await memberWith(0);
  const words = ['--wallet', 'beans', '--add', '800', '--reason', 'a broken machine', '--expires', 'never'];
  expect((await perennial('ledger', 'adjust', ada, ...words)).errors).toMatch(/^approval_missing/);
  expect((await perennial('ledger', 'request-approval', ada, ...words)).printed).toMatch(
    /^apr_.*pending.*\+800/,
  );
  const { items } = await listApprovals(ctx(), PROGRAM, { status: 'pending', limit: 10, after: null });
  const approvalId = items[0]?.id ?? ada;
  expect((await perennial('ledger', 'approvals')).printed).toContain(approvalId);
  expect((await perennial('ledger', 'approve', approvalId)).errors).toMatch(/^self_approval/);
  valueOf(await approveAdjustment(ctx(NOW, 'bea'), { programId: PROGRAM, approvalId }));
  const approved = await perennial('ledger', 'adjust', ada, ...words, '--approval', `apr_${approvalId}`);
  expect(approved.exitCode).toBe(0);
  expect(await beansOf(ada)).toMatchObject({ active: 800 });
});

it('two members become one, after a question', async () => {
  const [ada, bob] = [await memberWith(20), await memberWith(0)];
  const asked = await perennial('ledger', 'merge', ada, '--into', bob, '--reason', 'one person');
  expect(asked.exitCode).not.toBe(0);
  const merged = await perennial(
    'ledger',
    'merge',
    ada,
    '--into',
    bob,
    '--reason',
    'one person',
    '--yes',
    '--json',
  );
  expect(JSON.parse(merged.printed)).toMatchObject({ status: 'merged', into: `mem_${bob}` });
  expect(await beansOf(bob)).toMatchObject({ active: 20 });
});

it('balances of a file are opened once, and its faulty lines are written down', async () => {
  const [una] = await shop().enrol(['una', 'vic']);
  const file = path.join(folder, 'balances.csv');
  await writeFile(
    file,
    `points,externalId,wallet,expiresAt,earnedAt,remark
120,una,beans,never,2026-03-01,one
30,una,beans,2027-06-30,,two
7,vic,status,,2026-03-01T10:00:00Z,three
x,una,beans,,,four
0,una,beans,,,five
5,nobody,beans,,,six
5,una,miles,,,seven
5,una,beans,soon,,eight
`,
  );
  const first = await perennial('ledger', 'open', file, '--json');
  expect(JSON.parse(first.printed)).toEqual({
    opened: 3,
    duplicates: 0,
    rejected: 5,
    rejectedBy: { invalid_input: 2, invalid_amount: 1, unknown_member: 1, unknown_wallet: 1 },
  });
  const rejects = await readFile(`${file}.rejects.csv`, 'utf8');
  expect(rejects.split('\n')[0]).toBe(
    'line,reason,detail,points,externalId,wallet,expiresAt,earnedAt,remark',
  );
  expect(rejects).toContain('5,invalid_input,points: x is not a number,x,una,beans,,,four');
  if (una === undefined) throw new Error('nobody was enrolled');
  expect(await beansOf(una)).toMatchObject({ active: 150 });
  const lots = await shop()
    .db.selectFrom('lot')
    .select(['earned', 'expires_at'])
    .where('member_id', '=', una)
    .execute();
  expect(lots).toContainEqual({ earned: 30, expires_at: at('2027-06-30') });
  expect((await perennial('ledger', 'open', file)).printed).toContain('there already  3');
  expect(await beansOf(una)).toMatchObject({ active: 150 });
});

it('a file without the columns that are needed is refused', async () => {
  const file = path.join(folder, 'other.csv');
  await writeFile(file, 'member,points\nuna,5\n');
  expect((await perennial('ledger', 'open', file)).errors).toBe(
    'invalid_input: the header lacks externalId, wallet',
  );
});

it('leave a sound ledger', async () => {
  expect(await brokenInvariants()).toEqual([]);
});
