import type { NewEvent } from '../event/member-event.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';

/** In the log of the member who goes `{ into }`, and of the one who stays `{ from }`. */
export const MEMBER_MERGED = 'member_merged';

export interface Merge {
  readonly fromId: Uuid;
  readonly intoId: Uuid;
  readonly at: Instant;
}

/** What both logs say of a merge: the last word of the one, and news in the other. */
export function mergeEvents({ fromId, intoId, at }: Merge): {
  readonly from: NewEvent;
  readonly into: NewEvent;
} {
  const head = {
    type: MEMBER_MERGED,
    occurredAt: at,
    origin: 'ledger',
    source: 'ledger',
    cause: null,
    decidedAfter: null,
  } as const;
  return {
    from: { ...head, id: deriveUuid('event', fromId, MEMBER_MERGED, 'into'), data: { into: intoId } },
    into: { ...head, id: deriveUuid('event', fromId, MEMBER_MERGED, 'from'), data: { from: fromId } },
  };
}
