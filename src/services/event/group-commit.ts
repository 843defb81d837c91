import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { Retrying } from '../../db/retry.ts';
import type { Context, RequestIds } from '../context.ts';
import { memberKey } from './address-events.ts';
import {
  EVENTS_PER_TRANSACTION_MAX,
  recordUnlessHeld,
  type HeldItem,
  type RecordedItem,
} from './record-events.ts';

/** Transactions at once: while the database works on one, this process prepares the other. */
const GROUPS_MAX = 2;
/** So many that wait are worth a transaction of their own beside the one that is running. */
const WORTH_A_GROUP = 50;
/** How long the callers who were just answered have to come again, so that they share the next transaction too. */
const GATHER_MS = 2;
export const EVENTS_WAITING_MAX = 4_000;
/** With the pauses below, two seconds: as long as a statement waits for a lock elsewhere. */
const HOLDS_MAX = 16;
const HOLD_MS_MIN = 5;
const HOLD_MS_MAX = 160;

export interface GroupCommit {
  /** Events that have not been answered, at most. */
  readonly eventsWaitingMax?: number;
  /** Waits before a member whom somebody else holds is tried again; `hold` counts from 1. */
  readonly pause?: (hold: number) => Promise<void>;
  /** Put around the posting of each group, by whoever counts or traces groups. */
  readonly around?: (post: PostGroup) => PostGroup;
}

/** Events that share a transaction. */
export interface EventGroup {
  /** Of the latest of them. */
  readonly ctx: Context;
  readonly programId: string;
  readonly events: readonly IncomingEvent[];
  /** Those that sent them. */
  readonly requests: ReadonlySet<RequestIds>;
}

/** Answers one item for each event, in order. */
export type PostGroup = (
  group: EventGroup,
  options?: Retrying,
) => Promise<readonly (RecordedItem | HeldItem)[]>;

const postGroup: PostGroup = ({ ctx, programId, events }, options) =>
  recordUnlessHeld(ctx, programId, events, options);

/** Events were not recorded, and will be when they are sent again later. The message says why. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly reason: 'queue_full' | 'member_held';

  constructor(reason: TryLater['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Records events like `recordEvents`, but gathers those of concurrent callers for an instant and while earlier ones are
 * being posted, so that up to 200 share a transaction. Each caller is answered after the commit.
 *
 * A member's events are recorded in the order in which they came. While somebody else holds a member, that member's
 * events wait aside and all others go on. Rejects with `TryLater` when too many events wait, or when a member is held
 * for over two seconds; with the database's error when it failed for the whole group.
 */
export function createGroupCommit({
  eventsWaitingMax = EVENTS_WAITING_MAX,
  pause = doublingPause,
  around = (post) => post,
}: GroupCommit = {}) {
  const queue = new EventQueue(pause, around(postGroup));
  let waiting = 0;
  return async (
    ctx: Context,
    programId: string,
    events: readonly IncomingEvent[],
  ): Promise<readonly RecordedItem[]> => {
    if (waiting + events.length > eventsWaitingMax)
      throw new TryLater('queue_full', 'Too many events are waiting.');
    waiting += events.length;
    const answers = events.map(
      (event) =>
        new Promise<RecordedItem>((answer, fail) => {
          const member = `${programId} ${memberKey(event.member)}`;
          queue.add({ ctx, programId, event, member, answer, fail, holds: 0 });
        }),
    );
    const settled = await Promise.allSettled(answers);
    waiting -= events.length;
    return settled.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  };
}

/** An event on its way into a transaction. */
interface Waiting {
  readonly ctx: Context;
  readonly programId: string;
  readonly event: IncomingEvent;
  /** The same for all events of one member by the same kind of id. */
  readonly member: string;
  readonly answer: (item: RecordedItem) => void;
  readonly fail: (error: unknown) => void;
  /** How often somebody else held the member. */
  readonly holds: number;
}

class EventQueue {
  readonly #pause: (hold: number) => Promise<void>;
  readonly #post: PostGroup;
  #waiting: Waiting[] = [];
  /** Members in a transaction that is running: what comes for them meanwhile waits for its end. */
  readonly #members = new Set<string>();
  /** Events of members whom somebody else holds, in order. */
  readonly #aside = new Map<string, Waiting[]>();
  #groups = 0;
  #isGathering = false;

  constructor(pause: (hold: number) => Promise<void>, post: PostGroup) {
    this.#pause = pause;
    this.#post = post;
  }

  add(one: Waiting): void {
    this.#waiting.push(one);
    this.#gather(turn);
  }

  /** Begins the next group when `instant` is over, if its time has come. */
  #gather(instant: () => Promise<unknown>): void {
    if (this.#isGathering || this.#groups === GROUPS_MAX) return;
    if (this.#groups > 0 && this.#waiting.length < WORTH_A_GROUP) return;
    void this.#begin(instant);
  }

  async #begin(instant: () => Promise<unknown>): Promise<void> {
    this.#isGathering = true;
    await instant();
    this.#isGathering = false;
    const group = this.#take();
    if (group.length === 0) return;
    const members = new Set(group.map(({ member }) => member));
    for (const member of members) this.#members.add(member);
    this.#groups += 1;
    this.#gather(turn);
    await this.#record(group);
    this.#groups -= 1;
    for (const member of members) this.#members.delete(member);
    this.#gather(() => wait(GATHER_MS));
  }

  /** The events of the next transaction: of one program, and of members whom nobody is known to hold. */
  #take(): readonly Waiting[] {
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const one of this.#waiting) {
      const aside = this.#aside.get(one.member);
      if (aside !== undefined) aside.push(one);
      else if (this.#fits(one, group)) group.push(one);
      else rest.push(one);
    }
    this.#waiting = rest;
    return group;
  }

  #fits({ programId, member }: Waiting, group: readonly Waiting[]): boolean {
    const hasRoom = group.length < EVENTS_PER_TRANSACTION_MAX;
    return hasRoom && !this.#members.has(member) && (group[0]?.programId ?? programId) === programId;
  }

  async #record(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    const ctx = group.reduce((latest, one) => (one.ctx.now > latest.now ? one.ctx : latest), first.ctx);
    try {
      const items = await this.#post({
        ctx,
        programId: first.programId,
        events: group.map(({ event }) => event),
        requests: new Set(group.flatMap((one) => one.ctx.request ?? [])),
      });
      for (const [index, one] of group.entries()) {
        const item = items[index];
        if (item === undefined) throw new Error('an event was left without an answer');
        if (item.status === 'held') this.#hold(one);
        else one.answer(item);
      }
    } catch (error) {
      for (const one of group) one.fail(error);
    }
  }

  /** Puts an event aside behind those of the same member; the first of them says when they are tried again. */
  #hold(one: Waiting): void {
    const holds = one.holds + 1;
    if (holds > HOLDS_MAX) return one.fail(new TryLater('member_held', 'Something else holds the member.'));
    const aside = this.#aside.get(one.member);
    if (aside !== undefined) return void aside.push({ ...one, holds });
    this.#aside.set(one.member, [{ ...one, holds }]);
    void this.#pause(holds).then(() => this.#bringBack(one.member));
  }

  #bringBack(member: string): void {
    this.#waiting.unshift(...(this.#aside.get(member) ?? []));
    this.#aside.delete(member);
    this.#gather(turn);
  }
}

async function doublingPause(hold: number): Promise<void> {
  await wait(Math.min(HOLD_MS_MIN * 2 ** (hold - 1), HOLD_MS_MAX));
}
