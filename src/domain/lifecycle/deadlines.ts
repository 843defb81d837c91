import { earliest } from '../values/earliest.ts';
import type { Instant } from '../values/instant.ts';
import type { Draft } from './draft.ts';
import { entryDeadline } from './entries.ts';
import { runDeadline } from './runs.ts';

/** The earliest instant at which time alone makes a run or an entry do something; null: never. */
export function nextDeadline(draft: Draft): Instant | null {
  return earliest([
    ...draft.runs.map((run) => runDeadline(draft, run)),
    ...draft.definitions.journeys.map((published) => entryDeadline(draft, published)),
  ]);
}
