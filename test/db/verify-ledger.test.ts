import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { INVARIANTS } from '../../src/services/ledger/invariants.ts';
import { inspectLedger, verifyLedger, type LedgerReport } from '../../src/services/ledger/verify-ledger.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at, duration } from '../../src/domain/values/instant.fixture.ts';
import { startRedemption, type StartRedemption } from '../../src/services/redemption/start-redemption.ts';
import { valueOf } from '../support/answers.ts';
import { openForTampering } from '../support/tampering.ts';
import { PROGRAM, purchase, withShop } from './corner-coffee.ts';

const LATER = at('2027-01-01');
const shop = withShop();
let forger: Database;

beforeAll(async () => {
  forger = openForTampering(shop().database);
  const [ann] = await shop().enrol(['ann', 'bob']);
  await recordEvents(shop().ctx(), PROGRAM, [
    purchase({ member: { externalId: 'ann' }, minor: 6_050 }),
    purchase({ member: { externalId: 'bob' } }),
  ]);
  await expirePoints(shop().ctx(LATER), { membersMax: 10, after: null });
  await spend(ann, 10, { kind: 'at_once' });
  await spend(ann, 5, { kind: 'reserve', holdFor: duration('P1D') });
});

async function spend(memberId: Uuid | undefined, points: number, way: StartRedemption['way']): Promise<void> {
  if (memberId === undefined) throw new Error('nobody was enrolled');
  const asked = { programId: PROGRAM, memberId, source: 'till', requestId: `spend-${points}` };
  const what = { wallet: 'beans', points, reason: 'a flat white', orderId: null, way };
  valueOf(await startRedemption(shop().ctx(LATER), { ...asked, ...what }));
}

afterAll(() => forger.destroy());

class TakenBack extends Error {}

/** What the verification says with a change that no wall keeps out, which is then taken back. */
async function afterTampering(change: RawBuilder<unknown>): Promise<LedgerReport> {
  let report: LedgerReport | null = null;
  const undone = forger.transaction().execute(async (tx) => {
    const { numAffectedRows } = await change.execute(tx);
    if (numAffectedRows === 0n) throw new Error('the change found no row');
    report = await inspectLedger(tx);
    throw new TakenBack();
  });
  await expect(undone).rejects.toThrow(TakenBack);
  if (report === null) throw new Error('nothing was verified');
  return report;
}

function brokenIn({ findings }: LedgerReport): readonly string[] {
  return findings.filter(({ firstBroken }) => firstBroken !== null).map(({ invariant }) => invariant);
}

it('finds a ledger sound that was only written by the verbs', async () => {
  const report = await verifyLedger(shop().db);
  expect(brokenIn(report)).toEqual([]);
  expect(report).toMatchObject({ isSound: true, transactions: 8, postings: 24, lots: 5 });
});

describe('finds that somebody', () => {
  const anyLot = sql`(select id from lot order by id limit 1)`;
  const spentLots = sql`select lot_id from lot_movement where delta < 0 and lot_id in (select id from lot where wallet = 'beans')`;
  const cases: readonly (readonly [string, RawBuilder<unknown>, readonly string[]])[] = [
    [
      'changed one line',
      sql`update ledger_transaction set postings = jsonb_set(postings::jsonb, '{1,amount}', '-1')::json
        where id = (select transaction_id from posting where line = 2 and account = 'issued' order by 1 limit 1)`,
      ['I1', 'I2', 'I3'],
    ],
    [
      'moved a transaction from one member to another',
      sql`update ledger_transaction set member_id = (select id from member where external_id = 'bob')
        where member_id = (select id from member where external_id = 'ann')`,
      ['I3', 'I7', 'spent'],
    ],
    [
      'took a transaction away',
      sql`delete from ledger_transaction where kind = 'expire'`,
      ['I3', 'I6', 'I7'],
    ],
    [
      'took the lines of one away',
      sql`update ledger_transaction set postings = '[]'
        where id = (select id from ledger_transaction where kind = 'expire' order by id limit 1)`,
      ['I1', 'I3', 'I6'],
    ],
    [
      'raised a balance',
      sql`update member_facts set facts = jsonb_set(facts::jsonb, '{balances,beans,active}', '1000000')`,
      ['I3', 'I4'],
    ],
    [
      'raised what was ever earned',
      sql`update member_facts set facts = jsonb_set(facts::jsonb, '{balances,beans,lifetime}', '1000000')`,
      ['I3'],
    ],
    ['took a balance away', sql`update member_facts set facts = facts::jsonb #- '{balances,status}'`, ['I3']],
    [
      'took points out of a lot',
      sql`update lot set remaining = remaining - 1 where wallet = 'beans'`,
      ['I4', 'I5'],
    ],
    ['made a lot pending again', sql`update lot set vested = false where wallet = 'beans'`, ['I4']],
    ['rewrote what a lot earned', sql`update lot set earned = earned + 1 where id = ${anyLot}`, ['I5', 'I6']],
    ['rewrote a movement', sql`update lot_movement set delta = delta - 1`, ['I5', 'I6']],
    ['took a key away', sql`delete from business_key where key like 'vest:%'`, ['I7']],
    [
      'gave a key another transaction',
      sql`update business_key set transaction_id = gen_random_uuid() where transaction_id is not null`,
      ['I7'],
    ],
    [
      'let points that were spent expire before',
      sql`update lot set expires_at = '2026-12-31' where id in (${spentLots})`,
      ['I9'],
    ],
    [
      'let points expire sooner than those that were spent',
      sql`update lot set expires_at = '2027-02-01' where wallet = 'beans' and id not in (${spentLots})`,
      ['I10'],
    ],
    [
      'reserved more than is held',
      sql`update redemption set shares = jsonb_set(shares, '{0,points}', '6') where status = 'reserved'`,
      ['I12'],
    ],
    [
      'rewrote what a redemption spent',
      sql`update redemption set captured = captured - 1 where status = 'confirmed'`,
      ['spent'],
    ],
    [
      'made points arrive that nobody passed on',
      sql`update ledger_transaction set postings = replace(postings::text, '"expired"', '"transferred"')::json
        where kind = 'expire'`,
      ['I14'],
    ],
    [
      'let somebody owe points who has some',
      sql`update member_facts set facts = jsonb_set(facts::jsonb, '{balances,beans,debt}', '1')
        where (facts -> 'balances' -> 'beans' ->> 'active')::bigint > 0`,
      ['I3', 'debts'],
    ],
    ['cut the end of a log', sql`delete from member_event where type = 'points_expired'`, ['logs']],
    [
      'rewrote the times of a log',
      sql`update member_event set recorded_at = recorded_at + interval '1 year' where seq = 1`,
      ['logs'],
    ],
  ];

  it.each(cases)('%s', async (_name, change, invariants) => {
    const report = await afterTampering(change);
    expect(brokenIn(report)).toEqual(invariants);
    expect(report.isSound).toBe(false);
  });

  it('has broken any invariant there is', () => {
    const broken = new Set(cases.flatMap(([, , invariants]) => invariants));
    expect([...broken].toSorted()).toEqual(INVARIANTS.map(({ id }) => id).toSorted());
  });

  it('and leaves no trace of the trial', async () => {
    expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true });
  });
});
