import type { Client } from 'pg';

/** What of the raw sales of Online Retail came back, told by SQL alone, and what log and ledger say of it. */
export interface ReturnsCompared {
  readonly lines: number;
  readonly missingLines: number;
  readonly missingPieces: number;
  readonly settled: number;
  readonly waiting: number;
  readonly unmatched: number;
  readonly cents: number;
  readonly points: number;
}

const BOUGHT = `
  create temporary table bought as
    select invoice, customer_id, stock_code, line, quantity, round(quantity * price * 100) as minor, 0 as returned,
      min(invoice_date) over (partition by invoice) at time zone 'Europe/London' as at,
      min(line) over (partition by invoice) as place
    from raw where invoice ~ '^[0-9]' and customer_id is not null`;

const BACK = `
  create temporary table back as
    select invoice, customer_id, stock_code, line, -quantity as quantity, -quantity as missing,
      min(invoice_date) over (partition by invoice) at time zone 'Europe/London' as at,
      min(line) over (partition by invoice) as place
    from raw where invoice like 'C%' and customer_id is not null`;

/** Each line that came back goes to the newest purchase that has one left; what is recorded later at that instant, last. */
const MATCH = `
  do $$
  declare
    back_line record;
    bought_line record;
    left_over int;
    taken int;
  begin
    for back_line in select ctid, * from back order by at, place, line loop
      left_over := back_line.quantity;
      for bought_line in
        select ctid, quantity - returned as there from bought b
        where b.customer_id = back_line.customer_id and b.stock_code = back_line.stock_code
          and b.at <= back_line.at and b.returned < b.quantity
        order by (b.at, b.place) > (back_line.at, back_line.place),
          case when (b.at, b.place) < (back_line.at, back_line.place) then b.at end desc,
          case when (b.at, b.place) < (back_line.at, back_line.place) then -b.place else b.place end,
          b.line
      loop
        exit when left_over = 0;
        taken := least(bought_line.there, left_over);
        update bought set returned = returned + taken where ctid = bought_line.ctid;
        left_over := left_over - taken;
      end loop;
      update back set missing = left_over where ctid = back_line.ctid;
    end loop;
  end $$`;

/** A wallet has a cent for each cent; another a point for each hundred of an order, split by largest remainders. */
const EXPECTED = `
  with totals as (
    select *, sum(minor) over (partition by invoice) as total,
      div(sum(minor) over (partition by invoice), 100) as points from bought),
  shares as (
    select *, div(points * minor, total) as whole, mod(points * minor, total) as rest
    from totals where total > 0),
  split as (
    select *, whole + (row_number() over (partition by invoice order by rest desc, line)
      <= points - sum(whole) over (partition by invoice))::int as share
    from shares),
  returns as (
    select invoice, sum(missing) as missing, sum(quantity) as quantity from back group by invoice)
  select
    (select count(*) from back)::int as "lines",
    (select count(*) from back where missing > 0)::int as "missingLines",
    (select sum(missing) from back)::int as "missingPieces",
    (select count(*) from returns where missing = 0)::int as "settled",
    (select count(*) from returns where missing = quantity)::int as "waiting",
    (select count(*) from returns where missing between 1 and quantity - 1)::int as "unmatched",
    (select sum(div(minor * returned, quantity)) from bought)::int as "cents",
    (select sum(div(share * returned, quantity)) from split)::int as "points"`;

const RECORDED = `
  with missing as (
    select m.* from goods_return, jsonb_to_recordset(missing) as m (sku text, "quantityMillionths" bigint))
  select
    (select sum(json_array_length(data -> 'lines')) from member_event where type = 'return')::int as "lines",
    (select count(*) from missing)::int as "missingLines",
    (select sum("quantityMillionths") / 1000000 from missing)::int as "missingPieces",
    (select count(*) from goods_return where status = 'settled')::int as "settled",
    (select count(*) from goods_return where status = 'waiting')::int as "waiting",
    (select count(*) from goods_return where status = 'unmatched')::int as "unmatched",
    (select sum(amount) from posting where account = 'reversed' and wallet = 'cents')::int as "cents",
    (select sum(amount) from posting where account = 'reversed' and wallet = 'points')::int as "points"`;

/** Both, beside the table `raw`. */
export async function compareReturns(client: Client): Promise<{
  readonly expected: ReturnsCompared | undefined;
  readonly recorded: ReturnsCompared | undefined;
}> {
  await client.query(BOUGHT);
  await client.query('create index on bought (customer_id, stock_code)');
  await client.query('analyze bought');
  await client.query(BACK);
  await client.query(MATCH);
  const expected = await client.query<ReturnsCompared>(EXPECTED);
  const recorded = await client.query<ReturnsCompared>(RECORDED);
  return { expected: expected.rows[0], recorded: recorded.rows[0] };
}
