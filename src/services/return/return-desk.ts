import type { Posted } from '../../db/queries/post-transactions.ts';
import { returnedWrites, returnWrites } from '../../db/queries/returns.ts';
import type { Write } from '../../db/write-together.ts';
import type { Answer } from '../../domain/earning/answer.ts';
import type { RecordedEvent } from '../../domain/event/record-event.ts';
import { lotsAfter } from '../../domain/ledger/apply.ts';
import { BY_LEDGER } from '../../domain/ledger/points-events.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { withExpired, type Purchase } from '../../domain/return/purchase.ts';
import {
  answerWith,
  asksForSettling,
  settleAfterEvent,
  type MemberReturns,
  type SettlingStep,
} from '../../domain/return/settle-after-event.ts';
import type { ReturnTerms } from '../../domain/return/settling.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { appended, type AppendOptions, type OpenLog } from '../event/member-logs.ts';
import { settle, write, type OpenLedger } from '../ledger/open-ledger.ts';
import { redemptionWrites } from '../redemption/redemption-row.ts';
import { returnRow, type MemberReturn } from './return-row.ts';

/** What an event has done to the member's log with its returns, and what was posted for them. */
export interface AfterReturns {
  readonly log: OpenLog;
  readonly answer: Answer;
  readonly posted: readonly Posted[];
}

type MembersReturns = ReadonlyMap<Uuid, MemberReturns>;

/**
 * Where goods that come back meet their purchases, while a batch of events is recorded under its members' locks. It
 * knows those members only whom `openReturnDesk` has read; all others pass by.
 */
export class ReturnDesk {
  readonly #definitions: Definitions;
  readonly #terms: ReturnTerms;
  readonly #loaded: MembersReturns;
  readonly #members: Map<Uuid, MemberReturns>;
  readonly #changed = new Map<Uuid, MemberReturn>();

  constructor(definitions: Definitions, terms: ReturnTerms, members: MembersReturns) {
    this.#definitions = definitions;
    this.#terms = terms;
    this.#loaded = members;
    this.#members = new Map(members);
  }

  /** What follows from an event that has just been put into the log; null where no return is concerned. */
  settle(log: OpenLog, recorded: RecordedEvent, marks: AppendOptions['marks']): AfterReturns | null {
    const { memberId, facts } = log.end;
    const known = this.#members.get(memberId);
    const [event] = recorded.events;
    if (known === undefined || event === undefined) return null;
    const earned = [recorded.transaction, recorded.repaid].filter((one) => one !== null);
    const lots = earned.reduce<MemberReturns['standing']['lots']>(lotsAfter, known.standing.lots);
    const standing = { ...known.standing, balances: facts.balances, lots };
    const begun = { log, standing, posted: [] };
    const isAsked = asksForSettling(known, event);
    const ledger = isAsked ? settle(begun, this.#posting(log, marks)) : begun;
    const purchases = ledger.posted
      .map(({ transaction }) => transaction)
      .reduce(withExpired, known.purchases);
    const settled = settleAfterEvent(
      { ...known, purchases, standing: ledger.standing },
      { event, award: recorded.transaction },
      { ...this.#terms, now: log.end.lastRecordedAt },
    );
    this.#members.set(memberId, settled.returns);
    if (!isAsked) return null;
    const after = settled.steps.reduce((reached, step) => this.#post(reached, step, marks), ledger);
    const { balances } = after.standing;
    return { log: after.log, answer: answerWith(recorded.answer, settled, balances), posted: after.posted };
  }

  /** What the returns have changed besides ledger and logs. */
  writes(): readonly Write[] {
    const { id: programId } = this.#definitions.program;
    const members = [...this.#members].map(([memberId, after]) => {
      const before = this.#loaded.get(memberId);
      return { memberId, after, before };
    });
    const redemptions = members.flatMap(({ after, before }) =>
      after.redemptions.filter((one) => before?.redemptions.includes(one) !== true),
    );
    const returned = members.flatMap(({ memberId, after, before }) =>
      after.purchases
        .filter((purchase) => hasChanged(purchase, before?.purchases ?? []))
        .map(({ eventId, returned: quantities }) => ({
          member_id: memberId,
          purchase_event_id: eventId,
          returned: JSON.stringify(quantities),
        })),
    );
    return [
      ...returnWrites([...this.#changed.values()].map((one) => returnRow(programId, one))),
      ...returnedWrites(returned),
      ...redemptionWrites(redemptions),
    ];
  }

  /** At the member's present: another process, whose clock is ahead, may have written what is later than this one's. */
  #posting(log: OpenLog, marks: AppendOptions['marks']) {
    return { definitions: this.#definitions, now: log.end.lastRecordedAt, marks };
  }

  #post(
    ledger: OpenLedger,
    { back, transactions, events }: SettlingStep,
    marks: AppendOptions['marks'],
  ): OpenLedger {
    const posting = this.#posting(ledger.log, marks);
    const head = { ...BY_LEDGER, cause: { event: back.eventId, depth: 1 } };
    const after = transactions.reduce((reached, transaction) => {
      const written = write(reached, transaction, { ...posting, head });
      if (!written.ok) throw new Error(`transaction ${transaction.id}: ${written.refusal.detail}`);
      return written.value;
    }, ledger);
    const log = appended(after.log, events, posting);
    const { memberId, lastRecordedAt: recordedAt } = log.end;
    this.#changed.set(back.eventId, { memberId, recordedAt, back });
    return { ...after, log };
  }
}

/** Whether more of the purchase has come back than when it was read; one that is new had nothing. */
function hasChanged({ eventId, returned }: Purchase, before: readonly Purchase[]): boolean {
  const read = before.find((one) => one.eventId === eventId);
  return read === undefined ? returned.some((quantity) => quantity > 0) : read.returned !== returned;
}
