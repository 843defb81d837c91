import { sql } from 'kysely';
import { sumOf } from '../../../src/domain/ledger/lines.ts';
import { merge } from '../../../src/domain/ledger/merge.ts';
import type { LedgerTransaction } from '../../../src/domain/ledger/transaction.ts';
import { assertNever } from '../../../src/domain/values/assert-never.ts';
import { passageKey } from '../../../src/domain/values/business-key.ts';
import type { Uuid } from '../../../src/domain/values/identity.ts';
import { ok, type Result } from '../../../src/domain/values/result.ts';
import { readPostings } from '../../../src/schemas/stored/postings.ts';
import type { Context } from '../../../src/services/context.ts';
import { recordEvents } from '../../../src/services/event/record-events.ts';
import { expirePoints } from '../../../src/services/ledger/expire-points.ts';
import type { OpenLedger } from '../../../src/services/ledger/open-ledger.ts';
import { transferPoints } from '../../../src/services/ledger/transfer-points.ts';
import {
  ledgerOf,
  ledgersOf,
  postLocked,
  postPair,
  withLockedMember,
  withLockedPair,
  type LockedMember,
} from '../../../src/services/ledger/with-locked-member.ts';
import { cancelRedemption } from '../../../src/services/redemption/cancel-redemption.ts';
import { confirmRedemption } from '../../../src/services/redemption/confirm-redemption.ts';
import { expireRedemptions } from '../../../src/services/redemption/expire-redemptions.ts';
import { readRedemption, saveRedemption } from '../../../src/services/redemption/redemption-row.ts';
import { reverseRedemption } from '../../../src/services/redemption/reverse-redemption.ts';
import { startRedemption } from '../../../src/services/redemption/start-redemption.ts';
import { PROGRAM, type Shop } from '../../db/corner-coffee.ts';
import { adjusted, headOf, issued, takenBack, unspent } from './decide.ts';
import type { LedgerUnderTest } from './ledger-under-test.ts';
import { SOURCE, type Operation, type OperationOf } from './operation.ts';
import type { Outcome } from './reference-ledger.ts';
import { stateInPostgres } from './state-in-postgres.ts';

const EVERYBODY = 1_000;

/** The verbs over PostgreSQL; what no verb does alone is posted under the member's lock as the verbs post. */
export class PostgresLedger implements LedgerUnderTest {
  readonly #shop: Shop;
  readonly #members: readonly Uuid[];
  readonly #repeats: boolean;

  /** `repeats`: what somebody may send again is sent again at once, and has to change nothing. */
  constructor(shop: Shop, members: readonly Uuid[], { repeats = true } = {}) {
    this.#shop = shop;
    this.#members = members;
    this.#repeats = repeats;
  }

  async perform(operation: Operation): Promise<Outcome> {
    const outcome = await this.#perform(operation);
    if (this.#repeats && outcome === 'done' && isRepeatable(operation)) {
      const again = await this.#perform(operation);
      if (again !== 'nothing') throw new Error(`${operation.kind} came to ${again} the second time`);
    }
    return outcome;
  }

  async state() {
    return stateInPostgres(this.#shop.db, this.#members);
  }

  async #perform(operation: Operation): Promise<Outcome> {
    const ctx = this.#shop.ctx(operation.now);
    switch (operation.kind) {
      case 'purchase':
        return purchase(ctx, operation);
      case 'redeem':
      case 'hold':
        return start(ctx, operation);
      case 'capture':
      case 'release':
      case 'reverseRedemption':
        return this.#resolve(ctx, operation);
      case 'giveBack':
        return outcomeOf(await giveBack(ctx, operation));
      case 'award':
      case 'opening':
        return onStanding(ctx, operation.member, ({ standing }) => ok(issued(standing, operation)));
      case 'adjust':
        return onStanding(ctx, operation.member, ({ standing }) => adjusted(standing, operation));
      case 'reverseAward':
        return reverseAward(ctx, operation);
      case 'transfer':
        return transfer(ctx, operation);
      case 'merge':
        return outcomeOf(await mergeMembers(ctx, operation));
      case 'sweep':
        await expirePoints(ctx, { membersMax: EVERYBODY, after: null });
        return 'done';
      case 'timeOut': {
        const { failures } = await expireRedemptions(ctx, EVERYBODY);
        if (failures.length > 0) throw new Error(failures.map(({ cause }) => cause).join());
        return 'done';
      }
      default:
        return assertNever(operation);
    }
  }

  /** Confirming, cancelling and reversing again succeed and change nothing; the model says so beforehand. */
  async #resolve(
    ctx: Context,
    operation: OperationOf<'capture' | 'release' | 'reverseRedemption'>,
  ): Promise<Outcome> {
    const { member: memberId, redemption: redemptionId } = operation;
    const address = { programId: PROGRAM, memberId, redemptionId };
    const before = await journalLength(ctx, memberId);
    const resolved =
      operation.kind === 'capture'
        ? await confirmRedemption(ctx, address, operation.points)
        : operation.kind === 'release'
          ? await cancelRedemption(ctx, address)
          : await reverseRedemption(ctx, address);
    if (!resolved.ok) return resolved.refusal.code;
    return (await journalLength(ctx, memberId)) === before ? 'nothing' : 'done';
  }
}

function isRepeatable({ kind }: Operation): boolean {
  return ['purchase', 'redeem', 'hold', 'transfer'].includes(kind);
}

async function purchase(ctx: Context, operation: OperationOf<'purchase'>): Promise<Outcome> {
  const { member, request, effectiveAt, lines } = operation;
  const amountMinor = (lines[0]?.points ?? 0) * 100;
  const [item] = await recordEvents(ctx, PROGRAM, [
    {
      externalId: request,
      source: SOURCE,
      type: 'purchase',
      occurredAt: effectiveAt,
      member: { id: member },
      data: { orderId: request, total: { amountMinor, currency: 'EUR' } },
    },
  ]);
  if (item === undefined) throw new Error('an event was left without an answer');
  if (item.status === 'refused') return item.refusal.code;
  return item.status === 'recorded' ? 'done' : 'nothing';
}

async function start(ctx: Context, operation: OperationOf<'redeem' | 'hold'>): Promise<Outcome> {
  const { member: memberId, request: requestId, wallet, points } = operation;
  const way =
    operation.kind === 'redeem'
      ? ({ kind: 'at_once' } as const)
      : ({ kind: 'reserve', holdFor: { months: 0, days: 0, milliseconds: operation.holdForMs } } as const);
  const asked = { programId: PROGRAM, memberId, source: SOURCE, requestId, wallet, points };
  const started = await startRedemption(ctx, { ...asked, reason: 'story', orderId: null, way });
  if (!started.ok) return started.refusal.code;
  return started.value.status === 'started' ? 'done' : 'nothing';
}

async function transfer(ctx: Context, operation: OperationOf<'transfer'>): Promise<Outcome> {
  const { from: fromId, into: intoId, request: requestId, wallet, points } = operation;
  const asked = { programId: PROGRAM, source: SOURCE, requestId, reason: 'story' };
  const moved = await transferPoints(ctx, { ...asked, fromId, intoId, wallet, points });
  if (!moved.ok) return moved.refusal.code;
  return moved.value.status === 'done' ? 'done' : 'nothing';
}

async function giveBack(
  ctx: Context,
  operation: OperationOf<'giveBack'>,
): Promise<Result<'done' | 'nothing'>> {
  const { member: memberId, redemption: id } = operation;
  return withLockedMember(ctx, { programId: PROGRAM, memberId }, async (locked) => {
    const known = await readRedemption(locked.tx, memberId, id);
    if (known === null) throw new Error(`redemption ${id} is not there`);
    const { redemption } = known;
    if (redemption.status !== 'confirmed' || sumOf(redemption.shares) <= operation.points)
      return ok('nothing');
    const lots = redemption.shares.map(({ lotId }) => lotId);
    const ledger = await ledgerOf(locked, lots);
    const back = unspent(ledger.standing, redemption, operation);
    const posted = await postLocked(locked, ledger, back.transaction);
    if (!posted.ok) return posted;
    await saveRedemption(locked.tx, back.redemption);
    return ok('done');
  });
}

async function reverseAward(ctx: Context, operation: OperationOf<'reverseAward'>): Promise<Outcome> {
  const { member, lot } = operation;
  return onStanding(
    ctx,
    member,
    async ({ standing, posted }, { tx }) => {
      const rows = await tx
        .selectFrom('ledger_transaction')
        .select(['kind', 'postings'])
        .where('member_id', '=', member)
        .execute();
      const journal = rows.map(({ kind, postings }) => ({ kind, postings: readPostings(postings) }));
      const settled = posted.map(({ transaction }) => transaction);
      return takenBack(standing, operation, [...journal, ...settled]);
    },
    [lot],
  );
}

type Decide = (
  ledger: OpenLedger,
  locked: LockedMember,
) => Result<LedgerTransaction | null> | Promise<Result<LedgerTransaction | null>>;

/** Posts what is decided from a member's settled ledger, with their lock held. */
async function onStanding(
  ctx: Context,
  memberId: Uuid,
  decide: Decide,
  lotIds: readonly Uuid[] = [],
): Promise<Outcome> {
  const posted = await withLockedMember(ctx, { programId: PROGRAM, memberId }, async (locked) => {
    const ledger = await ledgerOf(locked, lotIds);
    const decided = await decide(ledger, locked);
    if (!decided.ok) return decided;
    if (decided.value === null) return ok('nothing' as const);
    const written = await postLocked(locked, ledger, decided.value);
    return written.ok ? ok('done' as const) : written;
  });
  return outcomeOf(posted);
}

async function mergeMembers(
  ctx: Context,
  { from: fromId, into: intoId, id, now }: OperationOf<'merge'>,
): Promise<Result<'done' | 'nothing'>> {
  return withLockedPair(ctx, { programId: PROGRAM, fromId, intoId }, async (locked) => {
    const ledgers = await ledgersOf(locked);
    const heads = {
      out: headOf(passageKey('merge', id, 'out'), now),
      into: headOf(passageKey('merge', id, 'into'), now),
    };
    const sides = merge(ledgers.from.standing, ledgers.into.standing, heads, now);
    if (!sides.ok) return sides;
    if (sides.value === null) return ok('nothing');
    const posted = await postPair(locked, ledgers, sides.value, new Map());
    return posted.ok ? ok('done') : posted;
  });
}

function outcomeOf(result: Result<'done' | 'nothing'>): Outcome {
  return result.ok ? result.value : result.refusal.code;
}

async function journalLength({ db }: Context, memberId: Uuid): Promise<number> {
  const { rows } = await sql<{ length: number }>`
    select count(*)::int as length from ledger_transaction where member_id = ${memberId}`.execute(db);
  return rows[0]?.length ?? 0;
}
