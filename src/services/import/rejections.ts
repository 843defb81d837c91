import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Rejection } from '../../domain/import/source-line.ts';
import type { Outcome } from './event-recorder.ts';

/** The lines of the events that were refused: all lines of each, with the refusal's code as the reason. */
export function rejectionsOf(
  events: readonly FileEvent[],
  outcomes: readonly Outcome[],
): readonly Rejection[] {
  return events.flatMap(({ lines }, index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== 'refused') return [];
    const { code: reason, detail: sentence, pointer } = outcome.refusal;
    const detail = pointer === undefined ? sentence : `${pointer}: ${sentence}`;
    return lines.map((source) => ({ source, reason, detail }));
  });
}
