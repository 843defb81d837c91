import { escapeIdentifier, escapeLiteral, type Client } from 'pg';

/** SQL for the text that a copy has instead of a name; `n` is the number of the copy. */
export type Renaming = readonly [name: string, inCopy: string];

/** From the first to the last number, so far apart. */
export interface Copies {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * Copies a member so many times: every row, in every table, in which their id occurs or an id of such a row. Each copy
 * has ids of its own throughout, also inside texts and JSON, and names by `renamings`; all else is equal.
 */
export async function copyRows(
  client: Client,
  memberId: string,
  { first, last, step }: Copies,
  renamings: readonly Renaming[],
): Promise<void> {
  const tables = await readTables(client);
  for (const { table, rows } of await rowsAround(client, tables, memberId)) {
    const names = table.columns.map(({ name }) => escapeIdentifier(name)).join(', ');
    for (const row of rows) {
      const values = table.columns.map(({ name, type }) => copied(row[name] ?? null, type, renamings));
      await client.query(
        `insert into ${table.name} (${names})
         select ${values.join(', ')} from generate_series(${first}, ${last}, ${step}) n`,
      );
    }
  }
}

interface Table {
  readonly name: string;
  /** Those that are written, not computed. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

type Row = Readonly<Record<string, string | null>>;

async function readTables(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(`
    select c.oid::regclass::text as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
    group by c.oid`);
  return rows;
}

/** All rows that belong together by their ids, beginning with one. */
async function rowsAround(client: Client, tables: readonly Table[], id: string) {
  const withIds = tables.filter(({ columns }) => columns.some(isId));
  const ids = new Set([id]);
  for (;;) {
    const known = ids.size;
    const found = [];
    for (const table of withIds) found.push({ table, rows: await rowsWith(client, table, [...ids]) });
    for (const { table, rows } of found) {
      for (const { name } of table.columns.filter(isId)) {
        for (const row of rows) if (row[name]) ids.add(row[name]);
      }
    }
    if (ids.size === known) return found;
  }
}

async function rowsWith(client: Client, { name, columns }: Table, ids: readonly string[]) {
  const texts = columns.map((column) => `${escapeIdentifier(column.name)}::text`);
  const matches = columns.filter(isId).map((column) => `${escapeIdentifier(column.name)} = any($1::uuid[])`);
  const { rows } = await client.query<Row>(
    `select ${texts.join(', ')} from ${name} where ${matches.join(' or ')}`,
    [ids],
  );
  return rows;
}

function isId({ type }: { readonly type: string }): boolean {
  return type === 'uuid';
}

/** SQL for a column's value in copy `n`. */
function copied(value: string | null, type: string, renamings: readonly Renaming[]): string {
  if (value === null) return 'null';
  const inCopies = new Map(renamings);
  const changing = new RegExp(`(${[UUID, ...inCopies.keys()].map((text) => `\\b${text}\\b`).join('|')})`);
  const pieces = value.split(changing).map((piece, place) => {
    const changes = place % 2 === 1;
    return changes ? (inCopies.get(piece) ?? copiedId(piece)) : escapeLiteral(piece);
  });
  return `(${pieces.join(' || ')})::${type}`;
}

/** Ids that time made go on in time, as those of members who enrol one after the other; others lie anywhere. */
function copiedId(id: string): string {
  const scattered = `md5(${escapeLiteral(id)} || n)`;
  const isByTime = id.charAt(14) === '7';
  if (!isByTime) return `${scattered}::uuid::text`;
  const time = BigInt(`0x${id.replace('-', '').slice(0, 12)}`);
  return `(lpad(to_hex(${time} + n), 12, '0') || substr(${scattered}, 13))::uuid::text`;
}
