import { append, emptyLog, recordEvent, type LogEnd, type RecordedEvent } from '../event/record-event.ts';
import type { IncomingEvent } from '../event/incoming-event.ts';
import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import { outcomeEvent } from '../event/outcome-event.ts';
import type { Run } from '../journey/run.ts';
import { lotsAfter } from '../ledger/apply.ts';
import type { Lot } from '../ledger/lot.ts';
import { BY_LEDGER, pointsEvents, type PointsEventHead } from '../ledger/points-events.ts';
import { post } from '../ledger/post.ts';
import { repayment } from '../ledger/repay.ts';
import { settleLots } from '../ledger/settle-lots.ts';
import type { Standing } from '../ledger/standing.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import { advance } from '../lifecycle/advance.ts';
import type { Decision, PlannedMessage } from '../lifecycle/advance-result.ts';
import { decideClaim } from '../lifecycle/claim.ts';
import type { Definitions } from '../lifecycle/definitions.ts';
import { foldLog } from '../lifecycle/evolve.ts';
import { newLifecycle, type Lifecycle } from '../lifecycle/lifecycle.ts';
import { enrol, type Enrolment } from '../member/enrol.ts';
import { withExpired } from '../return/purchase.ts';
import { settleAfterEvent, type MemberReturns } from '../return/settle-after-event.ts';
import { earliest } from '../values/earliest.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonValue } from '../values/json.ts';

/**
 * A member who lives in memory on a virtual clock, by the very functions that the services call: events are recorded
 * and earn, goods come back, lots vest and expire, journeys advance, and messages are claimed and sent at the instant
 * of their plan.
 */
export class VirtualMember {
  readonly log: MemberEvent[] = [];
  readonly decisions: Decision[] = [];
  readonly #publications: readonly Definitions[];
  readonly #runs = new Map<Uuid, Run>();
  #lots: readonly Lot[] = [];
  #returns: Omit<MemberReturns, 'standing'> = { purchases: [], redemptions: [], open: [] };
  readonly #sent: PlannedMessage[] = [];
  #planned: readonly PlannedMessage[] = [];
  #end: LogEnd;
  #lifecycle: Lifecycle;
  #wakeAt: Instant | null = null;
  #now: Instant;

  constructor(memberId: Uuid, publications: readonly Definitions[], start: Instant) {
    this.#publications = publications;
    this.#now = start;
    this.#lifecycle = newLifecycle(memberId, start);
    const { watched } = this.#definitionsAt(start);
    this.#end = emptyLog(memberId, watched, start);
  }

  /** Lets everything happen that time brings up to and including an instant. */
  live(until: Instant): void {
    for (let at = this.#nextWake(); at !== null && at <= until; at = this.#nextWake()) this.#wake(at);
  }

  /** Begins the log. Throws what enrolling would refuse. */
  enrol({ enrolledAt, ...rest }: Omit<Enrolment, 'memberId'>): void {
    const definitions = this.#definitionsAt(enrolledAt);
    const enrolment = { ...rest, memberId: this.#end.memberId, enrolledAt };
    const enrolled = enrol(enrolment, { definitions, program: definitions.program, now: enrolledAt });
    if (!enrolled.ok) throw new RangeError(`the member is refused: ${enrolled.refusal.detail}`);
    for (const { outcome } of enrolled.value.recorded) this.#keep(outcome);
    this.#wake(enrolledAt);
  }

  /** Records an event at its own instant, once everything before it has happened. Throws what ingest would refuse. */
  record(event: IncomingEvent): void {
    this.live(event.occurredAt);
    const definitions = this.#definitionsAt(event.occurredAt);
    const recorded = recordEvent({ member: this.#end, event, definitions, now: event.occurredAt });
    if (!recorded.ok) throw new RangeError(`${event.type} is refused: ${recorded.refusal.detail}`);
    this.#keep(recorded.value);
    this.#settleReturns(recorded.value, event.occurredAt);
    this.#wake(event.occurredAt);
  }

  /** The latest message that was sent from a node. */
  messageFrom(journey: JsonValue | undefined, node: JsonValue | undefined): PlannedMessage | undefined {
    return this.#sent.findLast((message) => message.journey === journey && message.node === node);
  }

  #keep({ end, events, transaction, repaid }: RecordedEvent): void {
    this.#end = end;
    this.log.push(...events);
    this.#keepLots(transaction);
    this.#keepLots(repaid);
  }

  #settleReturns({ events: [event], transaction: award }: RecordedEvent, now: Instant): void {
    if (event === undefined) return;
    const terms = { inForce: (at: Instant) => this.#definitionsAt(at).program, now };
    const before = { ...this.#returns, standing: this.#standing(now) };
    const { returns, steps } = settleAfterEvent(before, { event, award }, terms);
    this.#returns = returns;
    for (const { back, transactions, events } of steps) {
      const head = { ...BY_LEDGER, cause: { event: back.eventId, depth: 1 } };
      for (const transaction of transactions) this.#post(transaction, now, head);
      this.#append(events, now);
    }
  }

  #nextWake(): Instant | null {
    const lots = this.#lots
      .filter(({ remaining }) => remaining > 0)
      .flatMap(({ vested, vestsAt, expiresAt }) => [vested ? null : vestsAt, expiresAt]);
    const publications = this.#publications.map(({ publishedAt }) =>
      publishedAt > this.#now ? publishedAt : null,
    );
    return earliest([this.#wakeAt, ...lots, ...publications]);
  }

  #wake(at: Instant): void {
    const now = at > this.#now ? at : this.#now;
    this.#now = now;
    this.#refold(this.#definitionsAt(now));
    this.#settleLots(now);
    do this.#advance(now);
    while (this.#deliver(now));
  }

  #advance(now: Instant): void {
    const advanced = advance({
      lifecycle: this.#lifecycle,
      inbox: this.log,
      publications: this.#publications,
      now,
      history: this.log,
    });
    this.#lifecycle = advanced.lifecycle;
    this.#wakeAt = advanced.nextWakeAt;
    this.#append(advanced.events, now);
    this.decisions.push(...advanced.decisions);
    const { id: programId } = this.#definitionsAt(now).program;
    for (const transaction of advanced.transactions) {
      this.#keepLots(transaction);
      const { memberId, facts } = this.#end;
      const repaid = repayment({ programId, memberId }, transaction, facts.balances);
      if (repaid !== null) this.#post(repaid, now);
    }
    for (const run of advanced.runs) this.#runs.set(run.id, run);
    const withdrawn = new Set(advanced.withdrawn.map(({ messageId }) => messageId));
    this.#planned = [...this.#planned, ...advanced.messages].filter(({ id }) => !withdrawn.has(id));
  }

  /** Sends or skips what may be sent or skipped; false when nothing was. */
  #deliver(now: Instant): boolean {
    const definitions = this.#definitionsAt(now);
    const { facts } = this.#end;
    const outcomes = this.#planned.map((message) => {
      const run = this.#runs.get(message.runId) ?? null;
      return { message, claim: decideClaim({ message, run, facts, definitions, sendingPaused: false }) };
    });
    const settled = outcomes.filter(({ claim }) => claim.kind !== 'defer');
    this.#planned = outcomes.flatMap(({ message, claim }) => (claim.kind === 'defer' ? [message] : []));
    for (const { message, claim } of settled) {
      const isSent = claim.kind === 'send';
      if (isSent) this.#sent.push(message);
      const reason = claim.kind === 'skip' ? claim.reason : null;
      this.#append([outcomeEvent(message, isSent ? 'message_sent' : 'message_skipped', reason, now)], now);
    }
    return settled.length > 0;
  }

  #settleLots(now: Instant): void {
    for (const transaction of settleLots(this.#standing(now), now)) {
      this.#post(transaction, now);
      const purchases = withExpired(this.#returns.purchases, transaction);
      this.#returns = { ...this.#returns, purchases };
    }
  }

  #standing(now: Instant): Standing {
    const { id: programId } = this.#definitionsAt(now).program;
    const { memberId, facts } = this.#end;
    return { programId, memberId, balances: facts.balances, lots: this.#lots };
  }

  #post(transaction: LedgerTransaction, now: Instant, head: PointsEventHead = BY_LEDGER): void {
    const posted = post(this.#end.facts.balances, transaction);
    if (!posted.ok) throw new RangeError(posted.refusal.detail);
    this.#append(pointsEvents(transaction, posted.value, head), now);
    this.#keepLots(transaction);
  }

  #keepLots(transaction: LedgerTransaction | null): void {
    if (transaction === null) return;
    this.#lots = lotsAfter(this.#lots, transaction);
  }

  #append(news: readonly NewEvent[], now: Instant): void {
    const { end, events } = append(this.#end, news, this.#definitionsAt(now), now);
    this.#end = end;
    this.log.push(...events);
  }

  #refold({ watches, watched }: Definitions): void {
    if (this.#end.facts.watched === watched) return;
    this.#end = { ...this.#end, facts: foldLog(this.log, watches, watched) };
  }

  #definitionsAt(now: Instant): Definitions {
    const inForce = this.#publications.findLast(({ publishedAt }) => publishedAt <= now);
    if (inForce === undefined) throw new RangeError('nothing is published yet');
    return inForce;
  }
}
