import { selectKeys } from '../../db/queries/business-keys.ts';
import { selectMemberIds } from '../../db/queries/new-members.ts';
import type { FileEvent } from '../../domain/import/file-event.ts';
import { eventKey } from '../../domain/values/business-key.ts';
import type { Outcome } from './event-recorder.ts';
import { whileHeld, type Work } from './hold-import.ts';

/**
 * What was there before a batch was first recorded. It is written down before that, so that the batch is counted the
 * same when a process died between recording and counting it.
 */
export interface Beforehand {
  /** Places of events whose keys were taken. */
  readonly knownEvents: readonly number[];
  /** Places of the first events of members who were not there. */
  readonly newMembers: readonly number[];
}

/** What is there before a batch is recorded, or what was when it was first looked. Throws `NoLongerHeld`. */
export async function lookBeforehand(
  work: Work,
  number: number,
  events: readonly FileEvent[],
): Promise<Beforehand> {
  const found = await find(work, events);
  return whileHeld(work, async (tx, { id, ...stored }) => {
    if (stored.prepared_batch === number) {
      return { knownEvents: stored.known_events, newMembers: stored.new_members };
    }
    await tx
      .updateTable('import')
      .set({
        prepared_batch: number,
        known_events: [...found.knownEvents],
        new_members: [...found.newMembers],
      })
      .where('id', '=', id)
      .execute();
    return found;
  });
}

async function find({ context, held }: Work, events: readonly FileEvent[]): Promise<Beforehand> {
  const { program_id: programId, source, enrol } = held.row;
  const keys = events.map(({ externalId }) => eventKey({ source, externalId }));
  const taken = new Set((await selectKeys(context.db, programId, [...new Set(keys)])).map(({ key }) => key));
  const firsts = enrol ? firstPlaces(events) : new Map<string, number>();
  const members = await selectMemberIds(context.db, programId, [...firsts.keys()]);
  return {
    knownEvents: keys.flatMap((key, place) => (taken.has(key) ? place : [])),
    newMembers: [...firsts].flatMap(([externalId, place]) => (members.has(externalId) ? [] : place)),
  };
}

/** Where each external id comes first. */
function firstPlaces(events: readonly FileEvent[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, { member }] of events.entries()) {
    if ('externalId' in member && !places.has(member.externalId)) places.set(member.externalId, place);
  }
  return places;
}

/**
 * How many events of a batch came into the log by it, and how many were there or stand in the batch twice. Those that
 * were refused count as neither.
 */
export function countBatch(
  events: readonly FileEvent[],
  outcomes: readonly Outcome[],
  { knownEvents }: Beforehand,
): { readonly recorded: number; readonly duplicates: number } {
  const known = new Set(knownEvents);
  const seen = new Set<string>();
  let recorded = 0;
  let duplicates = 0;
  for (const [place, { externalId }] of events.entries()) {
    if (outcomes[place]?.status === 'refused') continue;
    if (known.has(place) || seen.has(externalId)) duplicates += 1;
    else recorded += 1;
    seen.add(externalId);
  }
  return { recorded, duplicates };
}

/** How many of those who were not there have become members. */
export async function countEnrolled(
  { context, held }: Work,
  events: readonly FileEvent[],
  { newMembers }: Beforehand,
): Promise<number> {
  const externalIds = newMembers.flatMap((place) => {
    const member = events[place]?.member;
    return member !== undefined && 'externalId' in member ? member.externalId : [];
  });
  if (externalIds.length === 0) return 0;
  return (await selectMemberIds(context.db, held.row.program_id, externalIds)).size;
}
