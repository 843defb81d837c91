import { append, type LogEnd } from '../../domain/event/record-event.ts';
import type { MemberEvent, NewEvent } from '../../domain/event/member-event.ts';
import type { Balances } from '../../domain/ledger/balance.ts';
import { BY_LEDGER, pointsEvents } from '../../domain/ledger/points-events.ts';
import { post } from '../../domain/ledger/post.ts';
import { repayment } from '../../domain/ledger/repay.ts';
import type { Owner } from '../../domain/ledger/standing.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import { advance, needsRefold } from '../../domain/lifecycle/advance.ts';
import type { Advanced } from '../../domain/lifecycle/advance-result.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { foldLog } from '../../domain/lifecycle/evolve.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import { instantOf, type Instant } from '../../domain/values/instant.ts';
import { presentOf, type LoadedMember } from './load-members.ts';

/** What one member's advance decided, and where their log ends after it. */
export interface AdvancedMember {
  readonly member: LoadedMember;
  readonly advanced: Advanced;
  readonly events: readonly MemberEvent[];
  /** What of the points that were awarded went towards debts; the lifecycle has yet to see it. */
  readonly repaid: readonly LedgerTransaction[];
  readonly end: LogEnd;
  /** The instant advanced to. */
  readonly at: Instant;
  /** The rules in force then. */
  readonly definitions: Definitions;
}

/** Whether the member's log must be read whole, because what the rules watch for was not the same when it was folded. */
export function needsHistory(
  { lifecycle, facts }: LoadedMember,
  publications: readonly Definitions[],
): boolean {
  return needsRefold(lifecycle, publications) || publications.at(-1)?.watched !== facts.watched;
}

/**
 * Decides all that is due for a member, and gives what was decided its place in the log. Pure.
 * The instant advanced to is the member's present, and not before the last publication: whatever is in the log or in
 * force is taken, because the mark that tells of it is cleared.
 */
export function advanceOne(
  member: LoadedMember,
  publications: readonly Definitions[],
  history: readonly MemberEvent[],
  now: Instant,
): AdvancedMember {
  const { lifecycle, inbox, head, lastSeq, lastRecordedAt } = member;
  const definitions = publications.at(-1);
  if (definitions === undefined) throw new Error(`program ${head.programId} has published nothing`);
  const at = instantOf(Math.max(presentOf(member, now), definitions.publishedAt));
  const advanced = advance({ lifecycle, inbox, publications, now: at, history });
  const facts = factsAtEnd(member, definitions, history);
  const before = { memberId: head.memberId, lastSeq, lastRecordedAt, facts };
  const decided = append(before, advanced.events, definitions, at);
  const { repaid, news } = repay(head, advanced.transactions, decided.end.facts.balances);
  const { end, events } = append(decided.end, news, definitions, at);
  return { member, advanced, events: [...decided.events, ...events], repaid, end, at, definitions };
}

/** Debts are those at the end of the log, which the lifecycle may not have reached. */
function repay(
  owner: Owner,
  transactions: readonly LedgerTransaction[],
  balances: Balances,
): { readonly repaid: readonly LedgerTransaction[]; readonly news: readonly NewEvent[] } {
  const repaid: LedgerTransaction[] = [];
  const news: NewEvent[] = [];
  let reached = balances;
  for (const transaction of transactions) {
    const one = repayment(owner, transaction, reached);
    if (one === null) continue;
    const after = post(reached, one);
    if (!after.ok) throw new Error(`transaction ${one.id}: ${after.refusal.detail}`);
    reached = after.value;
    repaid.push(one);
    news.push(...pointsEvents(one, reached, BY_LEDGER));
  }
  return { repaid, news };
}

function factsAtEnd(
  { facts }: LoadedMember,
  definitions: Definitions,
  history: readonly MemberEvent[],
): Facts {
  const { watches, watched } = definitions;
  return facts.watched === watched ? facts : foldLog(history, watches, watched);
}
