import { sql } from 'kysely';
import type { Queryable, Tables } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';

export type PartKind = Tables['import_part']['kind'];

/** Which part of which import. */
export interface PartPlace {
  readonly importId: Uuid;
  readonly kind: PartKind;
  readonly number: number;
}

/** So many are deleted by one statement: at the size of an upload's parts, 25 MB. */
const PARTS_PER_STATEMENT = 100;

/** Keeps a part. One that is there already at its place fails with SQLSTATE 23505. */
export async function insertPart(db: Queryable, place: PartPlace, content: Buffer): Promise<void> {
  const { importId: import_id, kind, number } = place;
  await db.insertInto('import_part').values({ import_id, kind, number, content }).execute();
}

/** Adds a part behind all others of its kind; whoever calls holds the import's row. */
export async function appendPart(
  db: Queryable,
  { importId, kind }: Omit<PartPlace, 'number'>,
  content: Buffer,
): Promise<void> {
  await sql`
    insert into import_part (import_id, kind, number, content)
    select ${importId}, ${kind}, coalesce(max(number) + 1, 0), ${content} from import_part
    where import_id = ${importId} and kind = ${kind}`.execute(db);
}

/** The content of a part; null where there is none. */
export async function readPart(db: Queryable, { importId, kind, number }: PartPlace): Promise<Buffer | null> {
  const part = await db
    .selectFrom('import_part')
    .select('content')
    .where('import_id', '=', importId)
    .where('kind', '=', kind)
    .where('number', '=', number)
    .executeTakeFirst();
  return part?.content ?? null;
}

/** The contents of all parts of a kind, in order, one in memory at a time. */
export async function* readParts(db: Queryable, importId: Uuid, kind: PartKind): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const content = await readPart(db, { importId, kind, number });
    if (content === null) return;
    yield content;
  }
}

/** Deletes all parts of a kind, some at a time; `onStep` is called after each statement. */
export async function deleteParts(
  db: Queryable,
  importId: Uuid,
  kind: PartKind,
  onStep: () => void = () => undefined,
): Promise<void> {
  let mayBeMore = true;
  while (mayBeMore) {
    mayBeMore = await deleteSomeParts(db, importId, kind);
    onStep();
  }
}

/** Deletes the first parts of a kind; answers whether there may be more. */
export async function deleteSomeParts(db: Queryable, importId: Uuid, kind: PartKind): Promise<boolean> {
  const { rows } = await sql`
    with chosen as (
      select number from import_part where import_id = ${importId} and kind = ${kind}
      order by number limit ${PARTS_PER_STATEMENT}
    )
    delete from import_part p using chosen
    where p.import_id = ${importId} and p.kind = ${kind} and p.number = chosen.number
    returning 1`.execute(db);
  return rows.length === PARTS_PER_STATEMENT;
}
