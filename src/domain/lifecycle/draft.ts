import type { Moment } from '../condition/moment.ts';
import type { Cause, MemberEvent, NewEvent } from '../event/member-event.ts';
import type { Journey } from '../journey/journey.ts';
import { isOpen, viewOf, type OpenRun, type Run } from '../journey/run.ts';
import type { Balances } from '../ledger/balance.ts';
import { pointsEvents, type PointsEventHead } from '../ledger/points-events.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import type { Zone } from '../values/calendar.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { Decision, PlannedMessage, WithdrawnMessage } from './advance-result.ts';
import type { Definitions, PublishedJourney } from './definitions.ts';
import { evolve } from './evolve.ts';
import type { Facts } from './facts.ts';
import { NOTHING_REMEMBERED, type EntryMemory, type Lifecycle } from './lifecycle.ts';
import { depthOn, type FoldedEvent, type Occasion } from './step.ts';

/**
 * The working copy of one member while `advance` runs: a lifecycle that changes in place, and what was decided on the
 * way. Nobody outside ever sees it, so `advance` stays pure.
 */
export class Draft {
  readonly memberId: Uuid;
  definitions: Definitions;
  revision: number;
  position: number;
  at: Instant;
  facts: Facts;
  /** Open runs, oldest first. */
  runs: readonly OpenRun[];
  /** What is being looked at. */
  occasion: Occasion = { kind: 'deadline' };
  /** How often runs and entries have looked since time, the log or the definitions went on. */
  looks = 0;

  /** Folded, and not yet shown to runs and entries. */
  readonly unseen: FoldedEvent[] = [];
  /** Everything folded so far, in the order of the fold. */
  readonly folded: NewEvent[] = [];
  readonly events: NewEvent[] = [];
  readonly transactions: LedgerTransaction[] = [];
  readonly messages: PlannedMessage[] = [];
  readonly withdrawn: WithdrawnMessage[] = [];
  readonly decisions: Decision[] = [];
  readonly changedRuns = new Map<Uuid, Run>();
  readonly #entries: Map<string, EntryMemory>;

  constructor(lifecycle: Lifecycle, definitions: Definitions) {
    this.memberId = lifecycle.memberId;
    this.definitions = definitions;
    this.revision = lifecycle.revision;
    this.position = lifecycle.position;
    this.at = lifecycle.at;
    this.facts = lifecycle.facts;
    this.runs = lifecycle.runs.toSorted((a, b) => a.startedAfter - b.startedAfter);
    this.#entries = new Map(Object.entries(lifecycle.entries));
  }

  get lifecycle(): Lifecycle {
    const { memberId, revision, position, at, facts, runs } = this;
    return {
      version: 1,
      memberId,
      revision,
      position,
      at,
      facts,
      entries: Object.fromEntries(this.#entries),
      runs,
    };
  }

  /** The member's zone, else the program's. */
  get zone(): Zone {
    return this.facts.zone ?? this.definitions.program.zone;
  }

  moment(run: OpenRun | null): Moment {
    const { memberId, facts, zone, occasion } = this;
    const event = occasion.kind === 'event' ? occasion.event : null;
    return { memberId, facts, now: this.at, zone, run: run === null ? null : viewOf(run), event };
  }

  /** The definitions' word on a journey; undefined when it is published no more. */
  published(journey: string): PublishedJourney | undefined {
    return this.definitions.journeys.find((published) => published.journey.id === journey);
  }

  /** The version that a run goes by. That it is missing is a bug of the publisher and throws. */
  journeyOf(run: Run): Journey {
    const isIts = (journey: Journey) => journey.id === run.journey && journey.version === run.journeyVersion;
    const current = this.published(run.journey)?.journey;
    const journey = current !== undefined && isIts(current) ? current : this.definitions.older.find(isIts);
    if (journey !== undefined) return journey;
    const { revision } = this.definitions;
    throw new Error(`revision ${revision} lacks version ${run.journeyVersion} of journey ${run.journey}`);
  }

  isPaused(journey: string): boolean {
    return this.published(journey)?.control.kind === 'paused';
  }

  memoryOf(journey: string): EntryMemory {
    return this.#entries.get(journey) ?? NOTHING_REMEMBERED;
  }

  remember(journey: string, news: Partial<EntryMemory>): void {
    this.#entries.set(journey, { ...this.memoryOf(journey), ...news });
  }

  /** Takes the next event from the log. */
  take(event: MemberEvent): void {
    this.position = event.seq;
    this.#fold(event);
  }

  /**
   * Something that a run made happen: folded at once, before anything later, and shown to all after the present look.
   * A run makes one event of a type in each passage at most, so its id follows from run, node, passage and type.
   */
  happen(run: Run, node: string | null, type: string, data: JsonObject): void {
    const passage = node === null ? '' : String(run.passages[node]);
    const id = deriveUuid('event', run.id, node ?? '', passage, type);
    this.#decided({ id, type, occurredAt: this.at, data, ...this.#headOf(run, node) });
  }

  /** Points that a run moved. */
  post(run: Run, node: string, transaction: LedgerTransaction, after: Balances): void {
    this.transactions.push(transaction);
    for (const event of pointsEvents(transaction, after, this.#headOf(run, node))) this.#decided(event);
  }

  /** Puts a run in the place of its former self: a new one last, an ended one nowhere. */
  save(run: Run): void {
    this.changedRuns.set(run.id, run);
    const isKnown = this.runs.some(({ id }) => id === run.id);
    if (!isOpen(run)) this.runs = this.runs.filter(({ id }) => id !== run.id);
    else if (isKnown) this.runs = this.runs.map((other) => (other.id === run.id ? run : other));
    else this.runs = [...this.runs, run];
  }

  decide(decision: Omit<Decision, 'at' | 'revision' | 'cause'>): void {
    const { occasion } = this;
    const cause =
      occasion.kind === 'event' ? { kind: occasion.kind, event: occasion.event.id } : { kind: occasion.kind };
    this.decisions.push({ at: this.at, revision: this.revision, cause, ...decision });
  }

  #decided(event: NewEvent): void {
    this.events.push(event);
    this.#fold(event);
  }

  #fold(event: NewEvent): void {
    this.facts = evolve(this.facts, event, this.definitions.watches);
    this.folded.push(event);
    this.unseen.push({ kind: 'event', event, order: this.facts.folded });
  }

  #headOf(run: Run, node: string | null): PointsEventHead {
    const cause = this.#causeOf(run, node);
    return { origin: 'lifecycle', source: 'lifecycle', cause, decidedAfter: this.position };
  }

  #causeOf(run: Run, node: string | null): Cause {
    const { occasion } = this;
    return {
      ...(occasion.kind === 'event' && { event: occasion.event.id }),
      run: run.id,
      ...(node !== null && { node }),
      depth: depthOn(occasion, run),
    };
  }
}
