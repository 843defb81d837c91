import type { PlannedMessage } from '../lifecycle/advance-result.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { NewEvent } from './member-event.ts';

export type MessageOutcome = 'message_sent' | 'message_skipped' | 'message_failed' | 'message_unknown';

/** What the log says when a message has come to its end, and where the end has a reason, why. */
export function outcomeEvent(
  message: Pick<PlannedMessage, 'id' | 'runId' | 'journey' | 'node' | 'template' | 'channel' | 'depth'>,
  type: MessageOutcome,
  reason: string | null,
  at: Instant,
): NewEvent {
  const { id: messageId, runId: run, journey, node, template, channel, depth } = message;
  const because = reason === null ? {} : { reason };
  return {
    id: deriveUuid('event', messageId, type),
    type,
    occurredAt: at,
    origin: 'delivery',
    source: 'delivery',
    data: { messageId, run, journey, node, template, channel, ...because },
    cause: { run, node, depth },
    decidedAfter: null,
  };
}
