import type { NewKey } from '../../db/queries/business-keys.ts';
import type { Posted } from '../../db/queries/post-transactions.ts';
import type { Answer } from '../../domain/earning/answer.ts';
import { recordEvent } from '../../domain/event/record-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { RefusalCode } from '../../domain/refusal/refusal-code.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { AddressedEvent } from './address-events.ts';
import { keyOf } from '../ledger/post-with-keys.ts';
import type { ReturnDesk } from '../return/return-desk.ts';
import { newEventKey } from './event-key.ts';
import { withEvents, type OpenLog, type OpenLogs } from './member-logs.ts';
import type { RulesInForce } from './rules-in-force.ts';

/** What became of one event. `duplicate`: it was recorded before, and this is the first answer. */
export type RecordedItem =
  | { readonly status: 'recorded' | 'duplicate'; readonly answer: Answer }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** What was recorded under a key, and what was answered then. */
export interface FirstAnswer {
  readonly contentHash: string;
  readonly answer: Answer;
}

export interface BatchRules {
  readonly definitions: Definitions;
  readonly inForce: RulesInForce;
  readonly now: Instant;
}

/** What is stored of one member, or a rule, is at fault; the cause says how. */
export class Undecidable extends Error {
  override readonly name = 'Undecidable';
}

/** The writes of one transaction of `recordEvents`, gathered event by event while the members' locks are held. */
export class EventBatch {
  readonly keys: NewKey[] = [];
  readonly posted: Posted[] = [];
  readonly #rules: BatchRules;
  readonly #logs: OpenLogs;
  readonly #answers: Map<string, FirstAnswer>;
  readonly #returns: ReturnDesk | null;
  readonly #withHistory = new Set<Uuid>();

  /**
   * `logs` gains the events; `answers` are those of keys that were taken before, and gains the new ones; `returns` is
   * null where goods neither come back nor are waited for.
   */
  constructor(
    rules: BatchRules,
    logs: OpenLogs,
    answers: Map<string, FirstAnswer>,
    returns: ReturnDesk | null,
  ) {
    this.#rules = rules;
    this.#logs = logs;
    this.#answers = answers;
    this.#returns = returns;
  }

  get logsWithHistory(): readonly OpenLog[] {
    return [...this.#withHistory].flatMap((memberId) => this.#logs.get(memberId) ?? []);
  }

  /**
   * Records one event after all before it. A refused event leaves no trace, and may come again corrected. Throws
   * `Undecidable` where the rules cannot be carried out for the member; then nothing of the batch can be used.
   */
  record(event: AddressedEvent): RecordedItem {
    try {
      return this.#record(event);
    } catch (error) {
      throw new Undecidable('the rules cannot be carried out for a member', { cause: error });
    }
  }

  #record({ event, memberId, content }: AddressedEvent): RecordedItem {
    const { key, contentHash } = content;
    const first = this.#answers.get(key);
    if (first?.contentHash === contentHash) return { status: 'duplicate', answer: first.answer };
    if (first !== undefined) {
      return refused('key_conflict', `${event.externalId} was recorded with other content`, '/id');
    }
    const log = this.#logs.get(memberId);
    if (log === undefined) throw new Error(`member ${memberId} has no lock row, facts or lifecycle`);
    const { definitions, inForce, now } = this.#rules;
    const program = inForce(event.occurredAt);
    const recorded = recordEvent({ member: log.end, event, definitions, program, now });
    if (!recorded.ok) return { status: 'refused', refusal: recorded.refusal };
    const { end, events, transaction, repaid } = recorded.value;
    const marks = event.history === true ? 'none' : 'as_needed';
    const longer = withEvents(log, { end, events }, { definitions, now, marks });
    const settled = this.#returns?.settle(longer, recorded.value, marks) ?? null;
    const answer = settled?.answer ?? recorded.value.answer;
    this.#logs.set(memberId, settled?.log ?? longer);
    if (event.history === true) this.#withHistory.add(memberId);
    this.#answers.set(key, { contentHash, answer });
    this.keys.push(newEventKey(content, { end, transaction, answer }));
    const recordedAt = end.lastRecordedAt;
    if (transaction !== null) this.posted.push({ transaction, recordedAt });
    if (repaid !== null) {
      this.posted.push({ transaction: repaid, recordedAt });
      this.keys.push(keyOf({ transaction: repaid, recordedAt }));
    }
    for (const posted of settled?.posted ?? []) {
      this.posted.push(posted);
      this.keys.push(keyOf(posted));
    }
    return { status: 'recorded', answer };
  }
}

/** The item of an event that was refused. */
export function refused(code: RefusalCode, detail: string, pointer: string): RecordedItem {
  return { status: 'refused', refusal: { code, detail, pointer } };
}
