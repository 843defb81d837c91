import { isDeepStrictEqual } from 'node:util';
import { sql, type RawBuilder } from 'kysely';
import { planForWholeTables } from '../../src/db/planning.ts';
import { eventKey } from '../../src/domain/values/business-key.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Context } from '../../src/services/context.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { PROGRAM, SOURCE } from './bakery.ts';
import { decidedFor, redecidedFor } from './redecide.ts';

/** All that faults may have broken; every list is empty when they broke nothing. */
export interface Audit {
  /** Acknowledged purchases that are not in the log of a member, or without the points that they earned. */
  readonly lost: readonly string[];
  /** Events that stand in the log more than once, and purchases that were posted more than once. */
  readonly doubled: readonly string[];
  /** Invariants of the ledger that do not hold. */
  readonly broken: readonly string[];
  /** Messages that were handed over more than once. */
  readonly sentTwice: readonly string[];
  /** Members for whom something else was decided than the simulator decides over the same log. */
  readonly decidedOtherwise: readonly Uuid[];
}

export const NOTHING_BROKEN: Audit = {
  lost: [],
  doubled: [],
  broken: [],
  sentTwice: [],
  decidedOtherwise: [],
};

export interface AuditOptions {
  readonly acknowledged: readonly string[];
  /** The id of each mail that arrived. */
  readonly mails: readonly (string | undefined)[];
  /** Those to be decided for again; all have come to rest. */
  readonly customers: readonly string[];
}

export async function audit(ctx: Context, { acknowledged, mails, customers }: AuditOptions): Promise<Audit> {
  const ledger = await verifyLedger(ctx.db);
  return {
    lost: await lostOf(ctx, acknowledged),
    doubled: await doubled(ctx),
    broken: ledger.findings.filter((each) => each.firstBroken !== null).map(({ says }) => says),
    sentTwice: repeated(mails.map(String)),
    decidedOtherwise: await decidedOtherwise(ctx, customers),
  };
}

/** Those of the acknowledged purchases that a reader of the database does not find, with ten points. */
export async function lostOf(ctx: Context, acknowledged: readonly string[]): Promise<readonly string[]> {
  const keys = acknowledged.map((externalId) => eventKey({ source: SOURCE, externalId }));
  const rows = await overWholeTables<{ key: string }>(
    ctx,
    sql`
    select k.key from business_key k
    join member_event e on e.id = k.event_id and e.member_id = k.member_id and e.type = 'purchase'
    join posting p on p.transaction_id = k.transaction_id and p.member_id = k.member_id and p.amount = 10
    where k.program_id = ${PROGRAM} and k.key = any(${keys})`,
  );
  const found = new Set(rows.map(({ key }) => key));
  return acknowledged.filter((_, index) => !found.has(keys[index] ?? ''));
}

async function doubled(ctx: Context): Promise<readonly string[]> {
  const rows = await overWholeTables<{ what: string }>(
    ctx,
    sql`
    select 'event ' || id as what from member_event group by id having count(*) > 1
    union all
    select 'transaction ' || business_key from ledger_transaction
    group by program_id, business_key having count(*) > 1`,
  );
  return rows.map(({ what }) => what);
}

async function overWholeTables<T>({ db }: Context, query: RawBuilder<unknown>): Promise<readonly T[]> {
  return db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = '10min'`.execute(tx);
    await planForWholeTables(tx);
    return (await query.$castTo<T>().execute(tx)).rows;
  });
}

function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}

async function decidedOtherwise(ctx: Context, customers: readonly string[]): Promise<readonly Uuid[]> {
  const { db, definitions, now } = ctx;
  if (customers.length === 0) return [];
  const current = await definitions.current(db, PROGRAM);
  if (current === null) throw new Error('nothing is published');
  const members = await db
    .selectFrom('member')
    .select('id')
    .where('program_id', '=', PROGRAM)
    .where('external_id', 'in', customers)
    .execute();
  const otherwise: Uuid[] = [];
  for (const { id } of members) {
    const decided = await decidedFor(db, id);
    const again = await redecidedFor(db, id, [current], now);
    if (!isDeepStrictEqual(decided, again)) otherwise.push(id);
  }
  return otherwise;
}
