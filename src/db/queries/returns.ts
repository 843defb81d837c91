import { sql } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { anyOfIds, anyOfTexts, arrayOf } from '../array-parameter.ts';
import type { Queryable } from '../database.ts';
import { unnest, type Columns, type Row } from '../insert-rows.ts';
import { timestamp } from '../timestamp.ts';
import type { Write } from '../write-together.ts';

/** Purchases of a member that are looked through for what came back, at most: those recorded last. */
const PURCHASES_LOOKED_THROUGH_MAX = 5_000;
/** Those of them that may explain it, at most: the newest. */
const PURCHASES_MAX = 500;
/** Open returns of a member that a purchase looks for, at most: the newest. */
const OPEN_RETURNS_MAX = 100;

const RETURN_COLUMNS: Columns<'goods_return'> = [
  ['event_id', 'uuid'],
  ['program_id', 'text'],
  ['member_id', 'uuid'],
  ['return_id', 'text'],
  ['order_id', 'text'],
  ['source', 'text'],
  ['occurred_at', 'timestamptz'],
  ['recorded_at', 'timestamptz'],
  ['status', 'text'],
  ['reason', 'text'],
  ['missing', 'jsonb'],
  ['refused', 'jsonb'],
];

const RETURNED_COLUMNS: Columns<'returned_goods'> = [
  ['member_id', 'uuid'],
  ['purchase_event_id', 'uuid'],
  ['returned', 'jsonb'],
];

/** Returns in the form that `memberReturn` reads. */
export function selectReturns(db: Queryable) {
  return db
    .selectFrom('goods_return')
    .select(['event_id', 'member_id', 'return_id', 'order_id', 'source', 'occurred_at', 'recorded_at'])
    .select(['status', 'reason', 'missing', 'refused']);
}

/** Open returns of these members that purchases of these orders, or of no earlier time than `since`, may explain. */
export async function selectOpenReturns(
  db: Queryable,
  memberIds: readonly Uuid[],
  { orderIds, since }: { readonly orderIds: readonly string[]; readonly since: Instant },
) {
  const { rows } = await sql<OpenReturnRow>`
    select r.* from unnest(${arrayOf('uuid', memberIds)}) as m (member_id)
    cross join lateral (
      select event_id, member_id, return_id, order_id, source, occurred_at, recorded_at, status, reason, missing, refused
      from goods_return o
      where o.member_id = m.member_id and o.missing <> '[]' and o.status <> 'dismissed'
        and (o.order_id = ${anyOfTexts(orderIds)} or (o.order_id is null and o.occurred_at >= ${timestamp(since)}))
      order by o.occurred_at desc, o.event_id limit ${OPEN_RETURNS_MAX}
    ) r`.execute(db);
  return rows;
}

export type OpenReturnRow = Awaited<ReturnType<ReturnType<typeof selectReturns>['execute']>>[number];

export interface PurchaseRow {
  readonly member_id: Uuid;
  readonly id: Uuid;
  readonly seq: number;
  readonly occurred_at: Instant;
  readonly data: unknown;
  /** Null: nothing has come back yet. */
  readonly returned: unknown;
  /** What the purchase earned; null: nothing. */
  readonly award_id: Uuid | null;
  readonly postings: unknown;
}

/**
 * The purchases in the logs of these members that are one of these orders, or have one of these articles, with what
 * they themselves earned: what a journey awards for them has another key.
 */
export async function selectPurchases(
  db: Queryable,
  memberIds: readonly Uuid[],
  { orderIds, skus }: { readonly orderIds: readonly string[]; readonly skus: readonly string[] },
): Promise<readonly PurchaseRow[]> {
  const { rows } = await sql<PurchaseRow>`
    select p.member_id, p.id, p.seq, p.occurred_at, p.data, g.returned, t.id as award_id, t.postings
    from unnest(${arrayOf('uuid', memberIds)}) as m (member_id)
    cross join lateral (
      select * from (
        select member_id, id, seq, occurred_at, recorded_at, data from member_event
        where member_id = m.member_id and type = 'purchase' and origin = 'source'
        order by seq desc limit ${PURCHASES_LOOKED_THROUGH_MAX}
      ) e
      where e.data ->> 'orderId' = ${anyOfTexts(orderIds)} or exists (
        select from json_array_elements(
          case json_typeof(e.data -> 'lines') when 'array' then e.data -> 'lines' else '[]' end) line
        where line ->> 'sku' = ${anyOfTexts(skus)})
      order by e.occurred_at desc, e.seq desc limit ${PURCHASES_MAX}
    ) p
    left join returned_goods g on g.member_id = p.member_id and g.purchase_event_id = p.id
    left join ledger_transaction t on t.member_id = p.member_id and t.recorded_at = p.recorded_at
      and t.cause_event_id = p.id and t.kind = 'award' and t.business_key like 'event:%'`.execute(db);
  return rows;
}

/** What these members' points have expired by, and what of that was taken back, oldest first. */
export async function selectExpiries(db: Queryable, memberIds: readonly Uuid[]) {
  return db
    .selectFrom('ledger_transaction')
    .select(['member_id', 'kind', 'postings'])
    .where('member_id', '=', anyOfIds(memberIds))
    .where('kind', 'in', ['expire', 'capture', 'release', 'reverse'])
    .orderBy('recorded_at')
    .execute();
}

/** Writes returns as they stand now, whether they are new or not. */
export function returnWrites(rows: readonly Row<'goods_return'>[]): readonly Write[] {
  if (rows.length === 0) return [];
  const names = sql.join(RETURN_COLUMNS.map(([name]) => sql.ref(name)));
  return [
    sql`
      insert into goods_return (${names}) select * from ${unnest(RETURN_COLUMNS, rows)}
      on conflict (event_id) do update set
        status = excluded.status, reason = excluded.reason, missing = excluded.missing, refused = excluded.refused`,
  ];
}

/** Writes how much of purchases has come back. */
export function returnedWrites(rows: readonly Row<'returned_goods'>[]): readonly Write[] {
  if (rows.length === 0) return [];
  return [
    sql`
      insert into returned_goods (member_id, purchase_event_id, returned)
      select * from ${unnest(RETURNED_COLUMNS, rows)}
      on conflict (member_id, purchase_event_id) do update set returned = excluded.returned`,
  ];
}
