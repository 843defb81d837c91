import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Rejection, SourceLine } from '../../domain/import/source-line.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { Outcome } from './event-recorder.ts';

/** The lines of the events that were refused: all lines of each, with the refusal's code as the reason. */
export function rejectionsOf(
  events: readonly FileEvent[],
  outcomes: readonly Outcome[],
): readonly Rejection[] {
  return events.flatMap(({ lines }, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'refused' ? lines.map((line) => rejectionBy(outcome.refusal, line)) : [];
  });
}

/** A line that was refused; the detail begins with where in the event, when one place is at fault. */
export function rejectionBy({ code: reason, detail, pointer = '' }: Refusal, source: SourceLine): Rejection {
  return { source, reason, detail: pointer === '' ? detail : `${pointer}: ${detail}` };
}
