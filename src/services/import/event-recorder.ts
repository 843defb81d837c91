import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Clock } from '../../domain/values/instant.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { memberKey } from '../event/address-events.ts';
import { recordEvents } from '../event/record-events.ts';
import { createRoll } from './enrolment-roll.ts';
import { markImported } from './mark-imported.ts';

/** A context whose instant is taken anew for each batch. */
export type ImportContext = Omit<Context, 'now'> & { readonly clock: Clock };

/** Takes events in the order in which they are to be recorded. */
export interface EventRecorder {
  record(events: readonly FileEvent[]): Promise<RecordedBatch>;
  /** Called once, after the last event. */
  finish(): Promise<void>;
}

export interface RecordedBatch {
  /** What became of each event, in order. */
  readonly outcomes: readonly Outcome[];
  /** Members who began with it. */
  readonly enrolled: number;
}

export type Outcome =
  { readonly status: 'recorded' | 'duplicate' } | { readonly status: 'refused'; readonly refusal: Refusal };

export interface RecordingTerms {
  readonly programId: string;
  readonly source: string;
  /** Members that are not there are enrolled, at the time of their first event. */
  readonly enrol: boolean;
  /** Events of any age earn their points, nothing is decided for the past, and `finish` has every member looked at. */
  readonly history: boolean;
}

/** Batches posted at the same time. A member's events always go the same way, so they never overtake each other. */
const LANES = 2;

/** Records nothing: what is said of a file is then how it would be read. */
export const dryRun: EventRecorder = {
  record: async () => ({ outcomes: [], enrolled: 0 }),
  finish: async () => undefined,
};

/** Records events in a program. One that is refused is answered so; the others are recorded. */
export function eventRecorder(context: ImportContext, terms: RecordingTerms): EventRecorder {
  const { programId, source, history } = terms;
  const { clock, ...rest } = context;
  const now = (): Context => ({ ...rest, now: clock.now() });
  const roll = createRoll(now, terms);

  async function recordLane(events: readonly FileEvent[]): Promise<[FileEvent, Outcome][]> {
    const incoming = events.map(({ externalId, type, member, occurredAt, data }): IncomingEvent => {
      return { externalId, source, type, member, occurredAt, data, history };
    });
    const items = await recordEvents(now(), programId, incoming);
    return events.map((event, index) => {
      const item = items[index];
      if (item === undefined) throw new Error('recordEvents answered too little');
      return [event, item];
    });
  }

  return {
    async record(events) {
      const enrolled = await roll.enter(events);
      const outcomes = new Map<FileEvent, Outcome>();
      for (const event of events) {
        const refusal = roll.refusalOf(event.member);
        if (refusal !== null) outcomes.set(event, { status: 'refused', refusal });
      }
      const lanes = lanesOf(events.filter((event) => !outcomes.has(event)));
      const recorded = await Promise.all(lanes.map(recordLane));
      for (const [event, outcome] of recorded.flat()) outcomes.set(event, outcome);
      return { enrolled, outcomes: events.flatMap((event) => outcomes.get(event) ?? []) };
    },
    async finish() {
      if (history) await markImported(now(), programId, roll.members());
    },
  };
}

/** One lane where some events name their members by our ids and others by theirs: both may be the same member. */
function lanesOf(events: readonly FileEvent[]): readonly (readonly FileEvent[])[] {
  const kinds = new Set(events.map(({ member }) => 'id' in member));
  if (kinds.size > 1) return [events];
  const lanes = Array.from({ length: LANES }, (): FileEvent[] => []);
  for (const event of events) lanes[laneOf(memberKey(event.member))]?.push(event);
  return lanes.filter((lane) => lane.length > 0);
}

function laneOf(member: string): number {
  let sum = 0;
  for (let index = 0; index < member.length; index += 1) sum += member.charCodeAt(index);
  return sum % LANES;
}
